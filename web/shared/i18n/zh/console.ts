export const console = {
  title: '调度台',
};
