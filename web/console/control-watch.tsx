import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useControl, useVehicles } from '../shared/live/queries.ts';

/** Tells at once that somebody else has taken a drone over, whatever the console shows. */
export const useControlWatch = (): void => {
  const { t } = useTranslation('control');
  const control = useControl().data?.vehicles;
  const drones = useVehicles().data?.vehicles;
  const mine = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (control === undefined) return;
    for (const { vehicleId, owner, mine: isMine } of control) {
      if (isMine || !mine.current.has(vehicleId)) continue;
      const drone = drones?.find(({ id }) => id === vehicleId)?.name ?? vehicleId;
      const message = owner === null ? t('released', { drone }) : t('lost', { drone, name: owner.name });
      notifications.show({ id: `control-${vehicleId}`, color: 'orange', autoClose: false, message });
    }
    mine.current = new Set(control.filter((each) => each.mine).map(({ vehicleId }) => vehicleId));
  }, [control, drones, t]);
};
