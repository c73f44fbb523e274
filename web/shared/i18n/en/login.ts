import type { login as shape } from '../zh/login.ts';

export const login: typeof shape = {
  title: 'Log in',
  intro: 'Dispatch of urgent blood by drone across the Yangtze, Nanjing',
  login: 'Log-in name',
  password: 'Password',
  submit: 'Log in',
  expired: 'Log in to go on.',
  failed: 'The log-in name or the password is wrong.',
  demo: 'Demonstration: the accounts are printed where the server was started.',
  changeTitle: 'Change password',
  current: 'Current password',
  next: 'New password',
  again: 'New password again',
  rule: 'At least 10 characters; longer is safer',
  differ: 'The two new passwords differ',
  changed: 'Password changed; sessions on other devices have ended.',
  must: 'First log-in: change the password first.',
};
