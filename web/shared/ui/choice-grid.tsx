import { Input } from '@mantine/core';
import { useId, type ReactElement, type ReactNode } from 'react';
import classes from './choice-grid.module.css';
import { Icon } from './icon.tsx';

type Choice<V extends string> = { readonly value: V; readonly label: ReactNode; readonly hint?: string };

type ChoiceGridProps<V extends string> = {
  label: string;
  value: V | undefined;
  choices: readonly Choice<V>[];
  onChange: (value: V) => void;
  /** Columns on a phone; more room changes nothing but the width of each. */
  columns: number;
  error?: string | undefined;
  disabled?: boolean;
};

/** Large buttons of which one is pressed; native radio buttons underneath, so that keyboard and reader know them. */
export const ChoiceGrid = <V extends string>(props: ChoiceGridProps<V>): ReactElement => {
  const name = useId();
  return (
    <Input.Wrapper label={props.label} error={props.error} labelElement="div">
      <div
        role="radiogroup"
        aria-label={props.label}
        className={classes['grid']}
        style={{ gridTemplateColumns: `repeat(${props.columns}, minmax(0, 1fr))` }}
      >
        {props.choices.map((choice) => (
          <label key={choice.value} className={classes['choice']} data-error={props.error !== undefined}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === props.value}
              disabled={props.disabled}
              onChange={() => props.onChange(choice.value)}
            />
            {choice.value === props.value && (
              <span className={classes['tick']}>
                <Icon name="check" size={12} />
              </span>
            )}
            <span className={classes['label']}>{choice.label}</span>
            {choice.hint !== undefined && <span className={classes['hint']}>{choice.hint}</span>}
          </label>
        ))}
      </div>
    </Input.Wrapper>
  );
};
