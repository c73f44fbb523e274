export const hospital = {
  title: '医院用血',
};
