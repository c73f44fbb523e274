export const ops = {
  title: '运行回顾',
};
