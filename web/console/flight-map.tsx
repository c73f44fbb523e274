import type { ReactElement } from 'react';
import type { Flight } from '../../server/api/contract/flights.ts';
import classes from './console.module.css';
import { FleetMap } from './fleet-map.tsx';
import type { Selection } from './selection.ts';
import { useVolumesShown, VolumesLegend } from './volumes-legend.tsx';

/** The main map and, of a selected flight, the switch and legend of its outlines. */
export const FlightMap = (props: {
  flight: Flight | undefined;
  vehicleId: string | undefined;
  followAsked: number;
  onSelect: (selection: Selection) => void;
}): ReactElement => {
  const [volumes, setVolumes] = useVolumesShown();
  const plan = props.flight?.plan;
  return (
    <>
      <div className={classes['map']}>
        <FleetMap {...props} volumes={volumes} />
      </div>
      {plan && <VolumesLegend plan={plan} shown={volumes} onShown={setVolumes} />}
    </>
  );
};
