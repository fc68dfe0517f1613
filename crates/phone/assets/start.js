// Starts the app where floor.js found everything that it needs.
import start from './{{phone.js}}';

if (document.documentElement.className === 'enough') {
  start({ module_or_path: new URL('./{{phone.wasm}}', import.meta.url) }).catch(() => {
    document.documentElement.className = 'broken';
  });
}
