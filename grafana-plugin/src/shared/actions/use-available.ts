/** What can be done through a data source, asked once for it; nothing while that is not known or the person may not act. */
import { useEffect, useState } from 'react';
import { type AvailableActions, fetchAvailable, mayAct } from './run-action.ts';

const NOTHING: AvailableActions = { stream: [], device: [] };

export function useAvailableActions(uid: string | undefined): AvailableActions {
  const [available, setAvailable] = useState(NOTHING);
  useEffect(() => {
    let isOver = false;
    setAvailable(NOTHING);
    if (uid !== undefined && mayAct()) {
      void fetchAvailable(uid).then((found) => {
        if (!isOver) setAvailable(found);
      });
    }
    return () => {
      isOver = true;
    };
  }, [uid]);
  return available;
}
