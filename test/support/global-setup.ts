import { arePagesCurrent, buildPages } from '../../server/join/build-pages.ts';

/** Tests of the running service need its pages; on a fresh checkout they are built once. */
export const setup = async (): Promise<void> => {
  if (!arePagesCurrent()) await buildPages();
};
