const IDS = 256;

/**
 * Link ids by the order in which links first sign: two paths to one vehicle are two streams, so that frames which
 * overtake each other are no replays. A name keeps its id; after 256 names the ids begin again, which the one rising
 * counter of stamps allows.
 */
export const createLinkIds = (): { of(link: string): number } => {
  const ids = new Map<string, number>();
  return {
    of: (link) => {
      const id = ids.get(link) ?? ids.size % IDS;
      ids.set(link, id);
      return id;
    },
  };
};
