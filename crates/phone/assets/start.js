// Starts the app where floor.js found everything that it needs.
import start from './{{phone.js}}';

// The reader of QR codes, for browsers without one of their own; fetched when it is first asked for.
globalThis.tungnhaReader = async () => {
  const reader = await import('./{{reader.js}}');
  await reader.default({ module_or_path: new URL('./{{reader.wasm}}', import.meta.url) });
  return reader;
};

if (document.documentElement.className === 'enough') {
  start({ module_or_path: new URL('./{{phone.wasm}}', import.meta.url) }).catch(() => {
    document.documentElement.className = 'broken';
  });
}
