/** Refusals, by their code `area.what`; a code that is not here shows its English sentence. */
export const errors = {
  client: {
    not_confirmed: '没有收到服务器的答复',
    bad_answer: '服务器的答复不完整或格式不符',
  },
};
