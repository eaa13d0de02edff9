/** Starts the page: services first, then the shared modules, then React. The order matters, see each file. */
import { createRoot } from 'react-dom/client';
import { shareModules } from './loader/system.ts';
import { installServices } from './services/install.ts';
import { App } from './shell/App.tsx';

await installServices();
shareModules();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html must have an element #root');
createRoot(root).render(<App />);
