import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';

/**
 * One step of the work that changes things on the server. When it is answered, or was refused because something had
 * changed, the named queries are asked again: the page shows what is, not what was pressed.
 */
export const useStep = <Input, Answer>(
  step: (input: Input) => Promise<Answer>,
  renew: readonly string[],
  onDone?: (answer: Answer) => void,
): UseMutationResult<Answer, Error, Input> => {
  const client = useQueryClient();
  return useMutation<Answer, Error, Input>({
    mutationFn: step,
    ...(onDone === undefined ? {} : { onSuccess: onDone }),
    onSettled: async () => {
      await Promise.all(renew.map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
};
