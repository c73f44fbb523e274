/** A sink that keeps everything. */
export const collector = () => {
  const parts: Uint8Array[] = [];
  return {
    sink: (bytes: Uint8Array): void => void parts.push(bytes),
    bytes: (): Uint8Array => new Uint8Array(Buffer.concat(parts)),
    size: (): number => parts.reduce((sum, part) => sum + part.length, 0),
  };
};

export const same = (got: Uint8Array, wanted: Uint8Array): boolean => Buffer.compare(got, wanted) === 0;
