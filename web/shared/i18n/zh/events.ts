/** Facts of the log, by their type `area.happened`. */
export const events = {
  order: {
    submitted: '已下单',
    accepted: '已受理',
    reserved: '已留血',
  },
};
