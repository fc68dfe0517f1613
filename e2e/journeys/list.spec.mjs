// A list as a commune has it: the village stands in a title, a clerk wrote one name with another mark,
// a phone has changed; decided, written, taken back, and written again.
import { expect, test } from '@playwright/test';
import { isAccessible, signIn } from '../people.mjs';
import { start } from '../world.mjs';

let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

const file = (rows) => ({
  name: 'danh sách thôn mới.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    ['DANH SÁCH HỘ THÔN HẢI YẾN;;;', ';;;', 'STT;Chủ hộ;Năm sinh;Điện thoại', ...rows, ';Tổng số: 3 hộ;;', ''].join('\n'),
  ),
});
const FIRST = ['1;Trần Văn Hùng;1950;0912345678', '2;Mai Gia;1960;0900000001', '3;Lê Hà;1970;0900000002'];
const SECOND = ['1;Trần Văn Hùng;1950;0987654321', '2;Mai Già;1960;0900000001', '3;Lê Hà;1970;0900000002'];

async function look(office, rows) {
  await office.goto(`${world.base}/van-phong/nhap`);
  await office.getByLabel('Tệp danh sách').setInputFiles(file(rows));
  await office.getByRole('button', { name: 'Xem trước' }).click();
  await expect(office.getByRole('heading', { name: 'Xem trước danh sách' })).toBeVisible();
  await isAccessible(office);
}

async function write(office) {
  await office.getByRole('button', { name: /^Ghi \d/ }).click();
  await expect(office.getByText('Đã nhập danh sách')).toBeVisible();
}

/** Whether the register finds a text. */
async function found(office, text) {
  await office.goto(`${world.base}/van-phong/ho?tim=${encodeURIComponent(text)}`);
  return (await office.locator('tbody a').count()) > 0;
}

test('a messy list is decided, written, taken back and written again', async ({ browser }) => {
  const office = await signIn(browser, world);
  await look(office, FIRST);
  await write(office);

  await look(office, SECOND);
  await expect(office.getByRole('heading', { name: /Chưa rõ có phải cùng một hộ/ })).toBeVisible();
  await office.getByLabel('Khác nhà').check();
  await office.getByRole('button', { name: 'Giữ các lựa chọn' }).first().click();
  await expect(office.getByRole('heading', { name: /Chưa rõ có phải cùng một hộ/ })).toBeHidden();
  await expect(office.getByRole('checkbox', { name: /0912345678.*0987654321/ })).toBeChecked();
  await write(office);
  expect(await found(office, 'Mai Già')).toBe(true);
  expect(await found(office, '0987654321')).toBe(true);

  await office.goto(`${world.base}/van-phong/nhap`);
  await office.getByRole('link', { name: 'danh sách thôn mới.csv' }).first().click();
  await office.getByText('Thu hồi lần nhập này').click();
  await isAccessible(office);
  await office.getByRole('button', { name: 'Thu hồi' }).click();
  await expect(office.getByRole('heading', { name: 'Đã thu hồi' })).toBeVisible();
  expect(await found(office, '0987654321')).toBe(false);
  expect(await found(office, '0912345678')).toBe(true);

  await look(office, SECOND);
  // What was decided about such a list is known; a phone that a person put back is not ticked.
  await expect(office.getByRole('heading', { name: /Chưa rõ có phải cùng một hộ/ })).toBeHidden();
  await office.getByRole('button', { name: 'Ghi cả: Điện thoại' }).click();
  await write(office);
  expect(await found(office, 'Mai Già')).toBe(true);
  expect(await found(office, '0987654321')).toBe(true);
});
