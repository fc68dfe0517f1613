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

// Shows how much of the program has come. It is a copy of the answer that is counted: the browser keeps what it
// compiles of the original for the next start.
async function download() {
  const answer = await fetch(new URL('./{{phone.wasm}}', import.meta.url));
  if (answer.ok) count(answer.clone().body.getReader());
  return answer;
}

async function count(reader) {
  const progress = document.querySelector('#progress');
  for (let read = 0; ;) {
    const { done, value } = await reader.read();
    if (done) return;
    read += value.byteLength;
    // What is read is unpacked already; what people wait and pay for is not.
    const kB = Math.round((read / {{phone.wasm bytes}}) * {{phone.wasm kB}});
    progress.textContent = `${kB} / {{phone.wasm kB}} kB`;
  }
}

if (document.documentElement.className === 'enough') {
  start({ module_or_path: download() }).catch(() => {
    document.documentElement.className = 'broken';
  });
}
