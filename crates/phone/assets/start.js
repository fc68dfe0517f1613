// Starts the app where floor.js found everything that it needs.
import start from './{{phone.js}}';

// The reader of QR codes, for browsers without one of their own; fetched when it is first asked for.
globalThis.tungnhaReader = async () => {
  const reader = await import('./{{reader.js}}');
  await reader.default({ module_or_path: new URL('./{{reader.wasm}}', import.meta.url) });
  return reader;
};

// The screens of a household's business, with their style sheet.
globalThis.tungnhaBusiness = async () => {
  const business = await import('./{{business.js}}');
  await business.default({ module_or_path: new URL('./{{business.wasm}}', import.meta.url) });
  await style('./{{business.css}}');
  return business;
};

function style(name) {
  const address = new URL(name, import.meta.url).href;
  if (document.querySelector(`link[href="${address}"]`)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
  return new Promise((done, failed) => {
    link.onload = done;
    link.onerror = failed;
    document.head.append(link);
  });
}

if (document.documentElement.className === 'enough') {
  start({ module_or_path: new URL('./{{phone.wasm}}', import.meta.url) }).catch(() => {
    document.documentElement.className = 'broken';
  });
}
