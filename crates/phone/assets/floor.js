// Checks whether this browser can run the app. Written so that much older browsers can run this check.
(function () {
  var html = document.documentElement;
  // (module (type (func (param externref)))): reference types, Chromium 96.
  var module = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 111, 0];
  var enough = false;
  try {
    // Compiled, not only validated, so that a content policy that forbids WebAssembly is noticed here.
    enough = !!new WebAssembly.Module(new Uint8Array(module)) && !!window.indexedDB && !!window.BroadcastChannel &&
      !!window.AbortController && !!navigator.locks && !!window.crypto.subtle;
  } catch (error) {
    enough = false;
  }
  html.className = enough ? 'enough' : window.isSecureContext === false ? 'insecure' : 'too-old';
})();
