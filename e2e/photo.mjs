// Makes pictures like those of a phone's camera, and reads the structure of a JPEG without the app's code.
import { expect } from '@playwright/test';

/** A JPEG drawn by the browser, with a place in its EXIF data as phones write it; `grain` makes the file large. */
export async function picture(page, { width, height, colour, grain = true }) {
  const drawn = await page.evaluate(async ([width, height, colour, grain]) => {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, { width, height });
    const light = canvas.getContext('2d');
    light.fillStyle = '#888';
    light.fillRect(0, 0, width, height);
    light.fillStyle = colour;
    light.fillRect((width - height) / 2, 0, height, height);
    for (let at = 0; grain && at < 60_000; at += 1) {
      light.fillStyle = `hsl(${(at * 137) % 360} 60% ${40 + (at % 40)}%)`;
      light.fillRect((at * 7919) % width, (at * 104729) % height, 7, 7);
    }
    const blob = await new Promise((made) => canvas.toBlob(made, 'image/jpeg', 0.9));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  }, [width, height, colour, grain]);
  const jpeg = Buffer.from(drawn, 'base64');
  const exif = Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\0GPS 19.4203N 105.7946E', 'latin1');
  const size = Buffer.from([0xff, 0xe1, 0, exif.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), size, exif, jpeg.subarray(2)]);
}

/** Width, height and the kinds of segments of a JPEG. */
export function segments(jpeg) {
  expect(jpeg.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  const kinds = [];
  let sides = [];
  for (let at = 2; ; ) {
    const kind = jpeg[at + 1];
    if (kind >= 0xc0 && kind <= 0xc2) sides = [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
    kinds.push(kind);
    if (kind === 0xda) return { sides, kinds };
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
}

const files = (all) =>
  Object.entries(all).map(([name, buffer]) => ({ name, mimeType: 'image/jpeg', buffer }));

/** Picks files in the open album. */
export const pick = (page, all) => page.getByLabel('Chụp hoặc chọn ảnh').setInputFiles(files(all));

/** Picks files that are no photos: each gets its own message, and what was entered before stays. */
export async function pickWrongFiles(page) {
  const good = await picture(page, { width: 300, height: 200, colour: '#393', grain: false });
  await pick(page, { 'nang.jpg': Buffer.alloc(20 * 1024 * 1024, good) });
  await expect(page.getByText('nang.jpg: ảnh nặng quá 15 MB')).toBeVisible();
  await pick(page, { 'hoa-don.jpg': Buffer.from('%PDF-1.7\n1 0 obj\n<< >>\nendobj\n') });
  await expect(page.getByText('hoa-don.jpg: không phải tệp ảnh')).toBeVisible();
  await pick(page, { 'cut.jpg': good.subarray(0, good.length - 200), 'rong.jpg': Buffer.alloc(0) });
  await expect(page.getByText('cut.jpg: tệp ảnh bị cụt')).toBeVisible();
  await expect(page.getByText('rong.jpg: không phải tệp ảnh')).toBeVisible();
}
