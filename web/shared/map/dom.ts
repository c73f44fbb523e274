const SVG = 'http://www.w3.org/2000/svg';

/** An element with text. Names come from users: text only, never markup. */
export const textElement = (tag: 'div' | 'span', className: string, text = ''): HTMLElement => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
};

export const svgElement = (tag: string, attributes: Readonly<Record<string, string>>): SVGElement => {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
};

/** Writes only what changed: no layout work for an unchanged label. */
export const setText = (element: HTMLElement, text: string): void => {
  if (element.textContent !== text) element.textContent = text;
};
