/** Small wishes of a person that stay on this device. Private windows may refuse storage: then nothing is kept. */
export const remember = (key: string, value: string): void => {
  try {
    localStorage.setItem(`lifeline.${key}`, value);
  } catch {
    // A wish that is not kept costs a tap, not an order.
  }
};

export const recall = (key: string): string | undefined => {
  try {
    return localStorage.getItem(`lifeline.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
};
