// The main job from start to end: the commune's messy list, doors without signal, the board in the evening.
import { expect, test } from '@playwright/test';
import { startEmpty } from '../world.mjs';
import { board, enrol, isAccessible, isUnsent, recordVisit, saved, sendNow, signIn, unlock } from '../people.mjs';

let world;

test.beforeAll(async () => {
  world = await startEmpty();
});
test.afterAll(() => world?.stop());

const MEMBERS = [
  ['Lê Thị Hòa', 'leader'],
  ['Phạm Văn Bình', 'member'],
  ['Vũ Thị Cúc', 'member'],
];

async function importList(office) {
  await office.goto(`${world.base}/van-phong/nhap`);
  await office.getByLabel('Tệp danh sách').setInputFiles(world.list);
  await office.getByRole('button', { name: 'Xem trước' }).click();
  await expect(office.getByText('Chưa ghi gì vào sổ')).toBeVisible();
  await isAccessible(office);
  await office.getByRole('button', { name: 'Ghi 1.452 hộ mới' }).click();
  await expect(office.getByText('Đã nhập danh sách')).toBeVisible();
}

async function makeTeam(office) {
  await office.goto(`${world.base}/van-phong/to`);
  await office.getByLabel('Tên tổ').last().fill('Tổ thôn Bến');
  await office.getByLabel('Thôn Bến').last().check();
  await office.getByRole('button', { name: 'Lập tổ mới' }).click();
  await expect(office.getByText('Đã lưu tổ.')).toBeVisible();
  for (const [name, role] of MEMBERS) {
    await office.getByText('Thêm người', { exact: true }).first().click();
    await office.getByLabel('Họ và tên').fill(name);
    await office.getByLabel('Vai trò').selectOption(role);
    await office.getByLabel('Số quyết định').fill('12/QĐ-UBND');
    await office.getByRole('button', { name: 'Thêm người' }).click();
    await expect(office.getByText('Đã lưu vào danh sách tổ.')).toBeVisible();
    await expect(office.getByRole('rowheader', { name })).toBeVisible();
  }
}

async function shareOut(office) {
  await office.goto(`${world.base}/van-phong/chia`);
  await office.getByRole('link', { name: 'Thôn Bến' }).click();
  for (const [name] of MEMBERS) await office.getByRole('checkbox', { name }).check();
  await office.getByRole('button', { name: 'Xem trước' }).click();
  await expect(office.getByRole('heading', { name: 'Xem trước, chưa chia' })).toBeVisible();
  await office.getByRole('button', { name: 'Chia như trên' }).click();
  await expect(office.getByText('Đã chia hộ.')).toBeVisible();
}

/** The enrolment codes on the printed sheet, by member's name. */
async function codes(office) {
  await office.goto(`${world.base}/van-phong/to`);
  await office.getByRole('link', { name: 'In mã mở ứng dụng' }).click();
  await office.getByRole('button', { name: 'Làm mã' }).click();
  await expect(office.getByText('Mã chỉ hiện một lần này')).toBeVisible();
  const slips = await office.locator('.slip').all();
  const pairs = slips.map(async (slip) => [
    await slip.getByRole('heading').innerText(),
    (await slip.locator('.code').innerText()).trim(),
  ]);
  return Object.fromEntries(await Promise.all(pairs));
}

/** Ids of the first households on the screen Hôm nay. */
async function doors(page, count) {
  const links = page.locator('a[href*="#/household/"]');
  await expect(links.nth(count - 1)).toBeVisible();
  const addresses = await links.evaluateAll((all) => all.map((it) => it.getAttribute('href')));
  return [...new Set(addresses.map((it) => it.split('/').pop()))].slice(0, count);
}

async function addResident(page, household) {
  await page.goto(`${world.base}/app/#/household/${household}/consent`);
  await page.getByText('Tự bấm trên máy').click();
  await isAccessible(page);
  await page.getByRole('button', { name: 'Hộ đồng ý' }).click();
  await saved(page, 'Đã ghi là hộ đồng ý.', /\/consent$/);
  await page.goto(`${world.base}/app/#/household/${household}/resident`);
  await page.getByLabel('Họ và tên').fill('Đỗ Thị Ước');
  await page.getByLabel('Năm sinh').fill('1968');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await expect(page.getByText('Đã thêm người.')).toBeVisible();
}

test('from the list to the doors and by evening to the board', async ({ browser }) => {
  const office = await signIn(browser, world);
  await importList(office);
  await makeTeam(office);
  await shareOut(office);
  const codeOf = await codes(office);
  const before = await board(office, world);
  expect(before).toEqual({ visited: 0, taught: 0, never: 1452 });

  const { context, page } = await enrol(browser, world, codeOf['Phạm Văn Bình']);
  await isAccessible(page);
  const [first, second, third] = await doors(page, 3);

  await context.setOffline(true);
  for (const door of [first, second, third]) await recordVisit(page, world, door);
  await isUnsent(page, 3);
  await addResident(page, second);
  await isUnsent(page, 5);

  // After a restart without signal, the app, the records and the unsent work are all on the phone.
  await page.reload();
  await unlock(page);
  await isUnsent(page, 5);
  await page.goto(`${world.base}/app/#/household/${second}`);
  await expect(page.getByText('Đỗ Thị Ước').first()).toBeVisible();

  // Meanwhile the office assigns the first household to someone else.
  await office.goto(`${world.base}/van-phong/ho/${first}`);
  await office.getByText('Giao', { exact: true }).first().click();
  await office.getByLabel('Phụ trách').selectOption({ label: 'Vũ Thị Cúc' });
  await office.getByRole('button', { name: 'Giao' }).click();
  await expect(office.getByText('Vũ Thị Cúc').first()).toBeVisible();

  await context.setOffline(false);
  await sendNow(page, world);
  const after = await board(office, world);
  expect(after).toEqual({ visited: 3, taught: 3, never: 1449 });
  await office.goto(`${world.base}/van-phong/ho/${second}`);
  await expect(office.getByText('Đỗ Thị Ước').first()).toBeVisible();
  await office.goto(`${world.base}/van-phong/ho/${first}`);
  await expect(office.getByText('Vũ Thị Cúc').first()).toBeVisible();

  // Another phone of the team sees the visits and the new resident.
  const leader = await enrol(browser, world, codeOf['Lê Thị Hòa']);
  for (const door of [first, second, third]) {
    await leader.page.goto(`${world.base}/app/#/household/${door}`);
    await expect(leader.page.getByText(/gặp 1 người/).first()).toBeVisible();
  }
  await leader.page.goto(`${world.base}/app/#/household/${second}`);
  await expect(leader.page.getByText('Đỗ Thị Ước').first()).toBeVisible();

  await world.away();
  expect(world.verify()).toContain('everything agrees');
  await world.back();
});
