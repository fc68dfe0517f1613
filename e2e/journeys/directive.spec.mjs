// A directive from start to end: issued at the office, seen on phones of one village, worked on without signal, counted.
import { expect, test } from '@playwright/test';
import { start } from '../world.mjs';
import { consents } from '../business.mjs';
import { enrol, isAccessible, isTouchable, sendNow, signIn } from '../people.mjs';

let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

const TITLE = 'Tự gọi video trước Tết';
const SKILL = 'Gọi video, gửi ảnh và tệp qua ứng dụng nhắn tin';
/** A directive that the demonstration has in every village. */
const RUNNING = 'Người lớn tuổi nhận ra cuộc gọi mạo danh';

/** Issues the directive for the first village; gives its page and the number of households it concerns. */
async function issue(office) {
  await office.goto(`${world.base}/van-phong/viec`);
  await expect(office.getByRole('link', { name: RUNNING })).toBeVisible();
  await isAccessible(office);
  await office.getByRole('link', { name: 'Giao việc mới' }).click();
  await isAccessible(office);
  await office.getByLabel('Tên việc').fill(TITLE);
  await office.getByLabel('Nội dung').fill('Để bà con tự bấm.\nGọi được hai lần liền là đạt.');
  await office.getByLabel('Số văn bản (nếu có)').fill('52/KH-UBND');
  await office.getByRole('button', { name: 'Xem trước số nhà' }).click();
  // The form asks which skill is meant.
  await expect(office.getByRole('alert')).toContainText('hãy chọn kỹ năng');
  await office.locator('select[name="skill"]').selectOption({ label: SKILL });
  const village = office.getByRole('group', { name: 'Ở đâu' }).getByRole('checkbox').first();
  await village.check();
  await office.getByRole('button', { name: 'Xem trước số nhà' }).click();
  await expect(office.getByRole('heading', { name: 'Xem trước, chưa giao' })).toBeVisible();
  await isAccessible(office);
  const told = await office.locator('[data-figure="preview"]').innerText();
  const doors = Number(told.match(/hiện ở ([\d.]+) nhà/)[1].replaceAll('.', ''));
  expect(doors).toBeGreaterThan(100);
  await office.getByRole('button', { name: 'Giao việc' }).click();
  await expect(office.getByText('Đã giao việc.')).toBeVisible();
  await isAccessible(office);
  return { address: office.url().split('?')[0], doors };
}

/** The two figures of the directive's page: households that reached the goal, and all it concerns. */
async function reached(office, address) {
  await office.goto(address);
  const text = await office.locator('[data-figure="reached"]').innerText();
  const [, a, b] = text.match(/([\d.]+)\/([\d.]+)/);
  return [a, b].map((it) => Number(it.replaceAll('.', '')));
}

/** Records a visit at which someone of the household makes the call without help. */
async function record(page, household) {
  await consents(page, world, household);
  await page.goto(`${world.base}/app/#/household/${household}`);
  await expect(page.getByText('Cần làm').first()).toBeVisible();
  await isAccessible(page);
  await page.getByRole('link', { name: 'Ghi lần đến nhà' }).click();
  // The skill of the directive is offered first.
  const skill = page.locator('fieldset.skill').first();
  await expect(skill).toContainText(SKILL);
  await skill.getByText('Tự làm').click();
  await page.getByRole('button', { name: 'Xong' }).click();
  await expect(page.getByText('Đã ghi.', { exact: true })).toBeVisible();
}

test('from the order to the doors of one village, and from its doors to the figures', async ({ browser }) => {
  const office = await signIn(browser, world);
  const { address, doors } = await issue(office);
  expect(await reached(office, address)).toEqual([0, doors]);

  // Phones of that village show the directive; phones of other villages do not.
  const { context, page } = await enrol(browser, world, world.member);
  const link = page.getByRole('link', { name: TITLE });
  await expect(link).toBeVisible();
  const other = await enrol(browser, world, world.newCode('to-2-2'));
  await expect(other.page.getByRole('link', { name: RUNNING })).toBeVisible();
  await expect(other.page.getByRole('link', { name: TITLE })).toBeHidden();

  // Without signal: the text, the list of doors, and the work.
  await context.setOffline(true);
  await isAccessible(page);
  await link.click();
  await expect(page.getByText('Gọi được hai lần liền là đạt.')).toBeVisible();
  await expect(page.getByText(/Đã đạt 0\/\d+ nhà/)).toBeVisible();
  await isAccessible(page);
  await isTouchable(page, 'a directive');
  const door = await page.locator('main a[href*="#/household/"]').first().getAttribute('href');
  await record(page, door.split('/').pop());
  await expect(page.getByText('Đã đạt ·').first()).toBeVisible();
  await page.goto(`${world.base}/app/#/`);
  await page.getByRole('link', { name: TITLE }).click();
  await expect(page.getByText(/Đã đạt 1\/\d+ nhà/)).toBeVisible();
  await context.setOffline(false);
  await sendNow(page, world);

  // The office counts exactly this one household.
  expect(await reached(office, address)).toEqual([1, doors]);
  await office.getByRole('link', { name: `${doors - 1} nhà` }).first().click();
  await expect(office.getByRole('heading', { level: 1 })).toContainText(String(doors - 1));
  await isAccessible(office);
  await office.goto(`${world.base}/van-phong/bang`);
  await expect(office.getByRole('link', { name: TITLE })).toBeVisible();
  await isAccessible(office);

  // It is closed with a summary: its figures stay at the office, and it leaves the phones.
  await office.goto(address);
  await office.getByText('Kết thúc việc', { exact: true }).first().click();
  await office.getByRole('textbox', { name: 'Tổng kết' }).fill('Mới làm được một nhà.');
  await office.getByRole('button', { name: 'Kết thúc việc' }).click();
  await expect(office.getByText('Đã kết thúc việc.')).toBeVisible();
  await expect(office.getByText('Mới làm được một nhà.')).toBeVisible();
  await isAccessible(office);
  await sendNow(page, world);
  await page.goto(`${world.base}/app/#/`);
  await expect(page.getByRole('link', { name: RUNNING })).toBeVisible();
  await expect(page.getByRole('link', { name: TITLE })).toBeHidden();
  expect(await reached(office, address)).toEqual([1, doors]);
  await office.getByRole('link', { name: 'Bản in A4' }).click();
  await expect(office.getByRole('heading', { name: TITLE })).toBeVisible();
  await isAccessible(office);
});
