export const issue = {
  title: '发血与起降坪',
};
