import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './shared/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startI18n } from './shared/i18n/i18n.ts';

const root = document.querySelector('#root');
if (root === null) throw new Error('expected an element with id root in index.html, found none');
startI18n();
createRoot(root).render(<App />);
