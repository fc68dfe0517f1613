// Starts the app if floor.js found everything that it needs.
import start from './{{phone.js}}';

// The style sheet of the screens in the offline pack, fetched when one of them is first opened.
globalThis.tungnhaStyle = async () => {
  const address = new URL('./{{later.css}}', import.meta.url).href;
  if (document.querySelector(`link[href="${address}"]`)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = address;
  await new Promise((done, failed) => {
    link.onload = done;
    link.onerror = (problem) => {
      link.remove();
      failed(problem);
    };
    document.head.append(link);
  });
};

// The teaching cards as text, fetched when one of them is first opened.
globalThis.tungnhaLessons = async () => {
  const answer = await fetch(new URL('./{{lessons.json}}', import.meta.url));
  if (!answer.ok) throw new Error(`lessons: ${answer.status}`);
  return answer.text();
};

if (document.documentElement.className === 'enough') {
  start({ module_or_path: new URL('./{{phone.wasm}}', import.meta.url) }).catch(() => {
    document.documentElement.className = 'broken';
  });
}
