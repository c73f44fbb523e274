/** What checks find, by the issue's id `area.what`; an id that is not here shows its English sentence. */
export const issues = {
  order: {
    shortage: '库存不足',
  },
};
