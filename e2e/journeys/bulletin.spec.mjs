// A bulletin from the office to the doors and back: nobody approves their own, and a withdrawn one is gone.
import { expect, test } from '@playwright/test';
import { enrol, isAccessible, isTouchable, isUnsent, sendNow, shared, signIn, unlock } from '../people.mjs';
import { start } from '../world.mjs';

const TITLE = 'Cảnh giác cuộc gọi mạo danh công an xã';
const TEXT = `# Ba điều nhớ

Công an xã **không gọi điện** bảo bà con cài ứng dụng.

- Không bấm đường dẫn lạ.
- Không đọc mã OTP cho ai.
`;
const MENDED = `${TEXT}\nNghi ngờ thì gọi 156.\n`;
let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

async function write(page, text) {
  await page.goto(`${world.base}/van-phong/bai`);
  await isAccessible(page);
  await page.getByRole('link', { name: 'Viết bài mới' }).click();
  await page.getByLabel('Tên bài').fill(TITLE);
  await page.getByLabel('Nội dung').fill(text);
  await page.getByRole('button', { name: 'Xem trước' }).click();
  const preview = page.getByRole('region', { name: 'Bài sẽ hiện như sau' });
  await expect(preview.getByRole('heading', { name: 'Ba điều nhớ' })).toBeVisible();
  await expect(preview.locator('strong')).toHaveText('không gọi điện');
  await isAccessible(page);
  await page.getByRole('button', { name: 'Lưu và trình Ban biên tập' }).click();
  await expect(page.getByText('Đã trình Ban biên tập.')).toBeVisible();
  return page.url().split('?')[0];
}

/** Reads the whole text and approves it, with the position that is printed below it. */
async function approve(page, address) {
  await page.goto(address);
  await page.getByRole('link', { name: 'Đọc để phê duyệt' }).click();
  await expect(page.getByText('Không đọc mã OTP cho ai.')).toBeVisible();
  await isAccessible(page);
  await page.getByLabel('Chức vụ ghi dưới bài in').fill('Phó Chủ tịch UBND xã');
  await page.getByRole('button', { name: 'Phê duyệt đúng nội dung này' }).click();
  await expect(page.getByText('Đã phê duyệt.')).toBeVisible();
}

async function giveReason(page, act, label, reason, done) {
  await page.locator('summary', { hasText: act }).click();
  await page.getByLabel(label).fill(reason);
  await page.getByRole('button', { name: act, exact: true }).click();
  await expect(page.getByText(done)).toBeVisible();
}

/** Editors cannot approve their own text, and the page says why. */
async function ownIsNotApproved(editor) {
  const own = await write(editor, TEXT);
  await expect(editor.getByText('nên không tự phê duyệt được')).toBeVisible();
  await expect(editor.getByRole('link', { name: 'Đọc để phê duyệt' })).toBeHidden();
  await editor.goto(`${own}/duyet`);
  await expect(editor.getByRole('button', { name: 'Phê duyệt đúng nội dung này' })).toBeHidden();
}

/** At a door without signal: opens the bulletin from the household, reads it out and ticks it. */
async function readOut(context, page, title) {
  await page.bringToFront();
  await sendNow(page, world);
  await page.goto(`${world.base}/app/#/`);
  await page.getByRole('link', { name: 'Tin của xã' }).click();
  await expect(page.getByRole('link', { name: title })).toContainText('0/');
  await isAccessible(page);
  await page.goto(`${world.base}/app/#/`);
  const house = (await page.locator('a[href*="#/household/"]').first().getAttribute('href')).split('/').pop();
  await context.setOffline(true);
  await page.reload();
  await unlock(page);
  await page.goto(`${world.base}/app/#/household/${house}`);
  await page.getByRole('link', { name: /Tin của xã/ }).click();
  await page.getByRole('link', { name: title }).click();
  await expect(page.locator('article').getByText('Nghi ngờ thì gọi 156.')).toBeVisible();
  await isAccessible(page);
  await isTouchable(page, 'a bulletin');
  const text = await shared(page);
  expect(text.startsWith(`${title}\n`)).toBe(true);
  expect(text).toContain('Nghi ngờ thì gọi 156.');
  expect(text).toContain(`\n${world.base}/bai/`);
  await page.getByText('Đã đọc cho nghe').click();
  await expect(page.getByText('Đã ghi cho nhà này.')).toBeVisible();
  await isUnsent(page, 1);
  await context.setOffline(false);
  await sendNow(page, world);
}

async function everyChannel(office, address, anyone) {
  await office.goto(address);
  await isAccessible(office);
  await expect(office.locator('[data-figure="reach"]')).toContainText(/^1\/[\d.]+/);
  const chat = await office.getByLabel('Tin gửi nhóm chat').inputValue();
  expect(chat.length).toBeLessThanOrEqual(500);
  const link = await office.getByRole('link', { name: /\/bai\/nghi-son\// }).getAttribute('href');
  expect(chat).toContain(link);

  await anyone.goto(link);
  await expect(anyone.getByRole('heading', { name: TITLE })).toBeVisible();
  await expect(anyone.getByText('Ban biên tập phê duyệt (Phó Chủ tịch UBND xã)')).toBeVisible();
  await isAccessible(anyone);
  await anyone.goto(`${world.base}/bai/nghi-son`);
  await isAccessible(anyone);

  const pdf = await office.request.get(`${address}/bai.pdf`);
  if (pdf.ok()) expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  const docx = await office.request.get(`${address}/bai.docx`);
  expect((await docx.body()).subarray(0, 2).toString()).toBe('PK');

  await office.goto(`${address}/loa`);
  await expect(office.getByText(/^Đây là Đài truyền thanh xã Nghi Sơn/)).toBeVisible();
  await expect(office.getByText('Nghi ngờ thì gọi một năm sáu.')).toBeVisible();
  await isAccessible(office);
  return link;
}

test('a bulletin is written, approved by another, read at a door, and withdrawn from everywhere', async ({ browser }) => {
  const officer = await signIn(browser, world);
  const editor = await signIn(browser, world, world.editor);
  await expect(editor.getByRole('link', { name: 'Bài tuyên truyền' })).toBeVisible();
  await expect(editor.getByRole('link', { name: 'Chia hộ' })).toBeHidden();
  await ownIsNotApproved(editor);

  const address = await write(officer, TEXT);
  await expect(officer.getByText('Đang chờ Ban biên tập đọc.')).toBeVisible();
  await editor.goto(address);
  await giveReason(editor, 'Trả lại', 'Cần sửa gì', 'Thêm số điện thoại để hỏi.', 'Đã trả lại kèm lý do.');
  await officer.goto(address);
  await expect(officer.getByText('Thêm số điện thoại để hỏi.')).toBeVisible();
  await officer.getByRole('link', { name: 'Sửa bài' }).click();
  await officer.getByLabel('Nội dung').fill(MENDED);
  await officer.getByRole('button', { name: 'Lưu và trình Ban biên tập' }).click();
  await approve(editor, address);
  await officer.goto(address);
  await officer.getByRole('button', { name: 'Đăng bài' }).click();
  await expect(officer.getByText('Đã đăng bài.')).toBeVisible();

  const { context, page } = await enrol(browser, world, world.member);
  await readOut(context, page, TITLE);
  const anyone = await (await browser.newContext()).newPage();
  const link = await everyChannel(officer, address, anyone);

  await officer.goto(address);
  await giveReason(officer, 'Thu hồi', 'Vì sao thu hồi', 'Số điện thoại đã đổi.', 'Đã thu hồi bài.');
  expect((await anyone.request.get(link)).status()).toBe(410);
  expect((await officer.request.get(`${address}/bai.docx`)).status()).toBe(410);
  const list = await (await anyone.request.get(`${world.base}/bai/nghi-son`)).text();
  expect(list).not.toContain(TITLE);
  await sendNow(page, world);
  await page.goto(`${world.base}/app/#/bulletins`);
  await expect(page.getByRole('heading', { name: 'Tin của xã' })).toBeVisible();
  await expect(page.getByRole('link', { name: TITLE })).toBeHidden();
});
