import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import classes from './console.module.css';

/** How long the button has to be held: too long for a slip, short enough for an emergency. */
const HOLD_MS = 1500;

/** A button that acts only after it was held without a break, by mouse, touch or the space or enter key. */
export const HoldButton = (props: {
  label: string;
  holdingLabel: string;
  disabled: boolean;
  onHeld: () => void;
}): ReactElement => {
  const [holding, setHolding] = useState(false);
  const fill = useRef<HTMLSpanElement>(null);
  const held = useRef(props.onHeld);
  const { disabled } = props;
  useEffect(() => {
    held.current = props.onHeld;
  });
  useEffect(() => {
    if (!holding || disabled) return undefined;
    // The fill is the only motion that carries meaning here, so it runs under reduced motion too, by script.
    const start = performance.now();
    let frame = 0;
    const step = (): void => {
      const share = Math.min(1, (performance.now() - start) / HOLD_MS);
      if (fill.current) fill.current.style.transform = `scaleX(${share})`;
      if (share >= 1) {
        setHolding(false);
        held.current();
      } else frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    const element = fill.current;
    return () => {
      cancelAnimationFrame(frame);
      if (element) element.style.transform = 'scaleX(0)';
    };
  }, [holding, disabled]);
  const onKey = (event: KeyboardEvent, down: boolean): void => {
    if (event.key !== ' ' && event.key !== 'Enter') return;
    event.preventDefault();
    if (!event.repeat) setHolding(down);
  };
  return (
    <button
      type="button"
      className={classes['hold']}
      disabled={disabled}
      onPointerDown={(event) => {
        if (event.button === 0) setHolding(true);
      }}
      onPointerUp={() => setHolding(false)}
      onPointerLeave={() => setHolding(false)}
      onPointerCancel={() => setHolding(false)}
      onBlur={() => setHolding(false)}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => onKey(event, true)}
      onKeyUp={(event) => onKey(event, false)}
    >
      <span ref={fill} className={classes['fill']} />
      <span className={classes['holdText']}>{holding ? props.holdingLabel : props.label}</span>
    </button>
  );
};
