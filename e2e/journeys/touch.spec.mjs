// At the door with a real finger: nothing jumps, nothing is recorded twice, nothing is lost without a question.
import { expect, test } from '@playwright/test';
import { consented, consents, registerBusiness, business } from '../business.mjs';
import { agree, enrol, freshDoors, isAccessible, isUnsent, unlock } from '../people.mjs';
import { isInPlace, placeOf, touch, touchEveryChoice } from '../touch.mjs';
import { start } from '../world.mjs';

/** As fast as an impatient finger. */
const TAP_EVERY_MS = 150;
let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

const at = (household, part = '') => `${world.base}/app/#/household/${household}${part}`;
const button = (page, name) => page.getByRole('button', { name, exact: true });
const choice = (page, name) => page.locator('main label').filter({ hasText: name }).first();

/** Lets nothing more be stored until there is room again, and closes the database, as browsers do then. */
const fillDisk = (page) =>
  page.evaluate(() => {
    const { put } = IDBObjectStore.prototype;
    window.isFull = true;
    IDBObjectStore.prototype.put = function (...row) {
      if (!window.isFull) return put.apply(this, row);
      this.transaction.db.close();
      throw new DOMException('full', 'QuotaExceededError');
    };
  });

/** Begins a visit from the screen of the household. */
async function begin(page, household) {
  await page.goto(at(household));
  await page.getByRole('link', { name: 'Ghi lần đến nhà' }).click();
}

/** Taps the same place again and again, as someone does who thinks that nothing happened. */
async function tapImpatiently(page, locator) {
  await expect(page.locator('.rest')).toHaveCount(0);
  const place = await placeOf(locator);
  for (let tap = 0; tap < 4; tap += 1) {
    await page.touchscreen.tap(...place);
    await page.waitForTimeout(TAP_EVERY_MS);
  }
}

test('no touch on a choice moves the screen', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.member);
  const household = await consented(page, world);
  await page.goto(at(household, '/visit'));
  await page.getByText('Kỹ năng khác').click();
  for (const topic of await page.locator('.rows details summary').all()) await topic.click();
  await page.getByText('Hẹn lại').first().click();
  expect(await touchEveryChoice(page, 'a visit')).toBeGreaterThan(40);

  await page.goto(`${world.base}/app/#/bulletins/for/${household}`);
  await page.locator('main a.door').first().click();
  await touchEveryChoice(page, 'a bulletin');

  await registerBusiness(page, world, household);
  await page.goto(business(world, household, 'account'));
  await touchEveryChoice(page, 'an account');
  await page.goto(business(world, household, 'sales'));
  await touchEveryChoice(page, 'sales');
  await page.goto(`${world.base}/app/#/alleys`);
  await touchEveryChoice(page, 'alleys');
});

test('impatient taps on Xong record one visit', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.newCode('to-1-2'));
  await context.setOffline(true);
  const [door] = await freshDoors(page, world, 1);
  await begin(page, door);
  await touch(page, page.locator('.chips').first().locator('label').first());
  await tapImpatiently(page, button(page, 'Xong'));
  await expect(page.getByText('Đã ghi.', { exact: true })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`household/${door}$`));
  await isUnsent(page, 1);

  // Where nobody is named, nothing is chosen beforehand, and Xong asks.
  await page.goto(`${world.base}/app/#/household/add`);
  await page.getByLabel('Chủ hộ').fill('Lò Văn Pính');
  await tapImpatiently(page, button(page, 'Lưu'));
  await expect(page.getByText('Đã thêm hộ.')).toBeVisible();
  await isUnsent(page, 2);
  const [added] = page.url().match(/[^/]+$/);
  await begin(page, added);
  await tapImpatiently(page, button(page, 'Xong'));
  await expect(page.getByText('Bấm chọn: gặp, vắng nhà, từ chối hay chuyển đi.')).toBeVisible();
  await isUnsent(page, 2);
  await touch(page, choice(page, 'Gặp'));
  await tapImpatiently(page, button(page, 'Xong'));
  await isUnsent(page, 3);
  await expect(page.getByText(/: đã gặp, 1 phút/)).toBeVisible();
  await expect(page.getByText(/gặp 0 người/)).toHaveCount(0);
});

test('a promise stays until someone says what became of it', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.newCode('to-1-3'));
  const [door] = await freshDoors(page, world, 1);
  const promised = page.getByRole('heading', { name: 'Đã hẹn' });
  const record = async (act) => {
    await begin(page, door);
    await act();
    await touch(page, choice(page, 'Vắng nhà'));
    await touch(page, button(page, 'Xong'));
    await expect(page.getByText('Đã ghi.', { exact: true })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`household/${door}$`));
  };
  await record(async () => {
    await page.getByText('Hẹn lại').first().click();
    await touch(page, page.locator('.chips label').filter({ hasText: /^Mai · / }));
  });
  await expect(promised).toBeVisible();
  await record(async () => {});
  await expect(promised).toBeVisible();
  await record(async () => {
    await touch(page, choice(page, 'Hẹn ngày khác'));
    await touch(page, page.locator('fieldset .chips label').filter({ hasText: /^1 tuần · / }));
    await isAccessible(page);
  });
  await expect(promised).toBeVisible();
  await record(() => touch(page, choice(page, 'Xong rồi')));
  await expect(promised).toBeHidden();
});

test('nothing that cannot be taken back is one touch away', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.newCode('to-1-4'));
  await context.setOffline(true);
  const [door] = await freshDoors(page, world, 1);
  await consents(page, world, door);
  await page.goto(at(door, '/resident'));
  await page.getByLabel('Họ và tên').fill('Đỗ Thị Ước');
  await touch(page, button(page, 'Lưu'));
  await expect(page.getByText('Đã thêm người.')).toBeVisible();
  const before = Number((await page.getByText(/\d+ chưa gửi/).first().innerText()).match(/\d+/)[0]);

  await page.goto(at(door, '/correct'));
  await page.getByLabel('Địa chỉ').fill('sau nhà văn hóa');
  const head = await page.getByLabel('Chủ hộ').inputValue();
  const person = page.locator('fieldset.card').first();
  await expect(person.getByLabel('Họ và tên')).toHaveValue(head);
  await person.getByText('Không còn ở đây').click();
  await touch(page, person.getByRole('button', { name: 'Đã mất' }));
  await expect(page.getByRole('heading', { name: `Ghi là ${head} đã mất?` })).toBeVisible();
  await isAccessible(page);
  await agree(page, 'Thôi');
  await isUnsent(page, before);
  await touch(page, person.getByRole('button', { name: 'Đã mất' }));
  await agree(page, 'Đã mất');
  // The dead are not left as heads: the app asks who it is now.
  await expect(page.getByRole('heading', { name: 'Ai là chủ hộ' })).toBeVisible();
  await isAccessible(page);
  await touch(page, page.getByRole('button', { name: 'Đỗ Thị Ước' }));
  await expect(page.getByText('Đã ghi chủ hộ.')).toBeVisible();
  // What was typed before is still there.
  await expect(page.getByLabel('Địa chỉ')).toHaveValue('sau nhà văn hóa');
  await expect(page.getByLabel('Chủ hộ')).toHaveValue('Đỗ Thị Ước');
  await isUnsent(page, before + 2);

  await touch(page, button(page, 'Cả hộ đã chuyển khỏi xã'));
  await agree(page, 'Thôi');
  await touch(page, button(page, 'Bỏ, không ghi'));
  await agree(page, 'Thôi');
  await expect(page.getByLabel('Địa chỉ')).toHaveValue('sau nhà văn hóa');
  await isUnsent(page, before + 2);
});

test('drafts of every form outlive a reload and say that they are not recorded', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.newCode('to-1-5'));
  const [door] = await freshDoors(page, world, 1);
  await consents(page, world, door);
  const forms = [
    ['/household/add', 'Chủ hộ', 'Lò Văn Pính'],
    [`/household/${door}/resident`, 'Họ và tên', 'Đỗ Thị Ước'],
    [`/household/${door}/correct`, 'Địa chỉ', 'sau nhà văn hóa'],
    [`/help/ask/${door}`, 'Hộ nhờ giúp việc gì?', 'In lại mã QR'],
    [`/household/${door}/business`, 'Tên cơ sở, cửa hàng', 'Nước mắm bà Lan'],
  ];
  for (const [path, label, typed] of forms) {
    await page.goto(`${world.base}/app/#${path}`);
    await page.getByLabel(label).fill(typed);
    await expect(page.getByText(/^Chưa bấm .*máy còn giữ$/), path).toBeVisible();
    await isInPlace(page, path);
  }
  await page.reload();
  await unlock(page);
  for (const [path, label, typed] of forms) {
    await page.goto(`${world.base}/app/#${path}`);
    await expect(page.getByLabel(label), path).toHaveValue(typed);
    await expect(page.getByText(/^Chưa bấm/), path).toBeVisible();
  }
  await expect(page.getByText(/đã lưu/i)).toHaveCount(0);
});

test('a draft that is open in two tabs is recorded once', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.newCode('to-1-6'));
  await context.setOffline(true);
  const [door] = await freshDoors(page, world, 1);
  await page.goto(at(door, '/visit'));
  await touch(page, choice(page, 'Vắng nhà'));
  await expect(page.getByText('Chưa bấm Xong')).toBeVisible();
  const other = await context.newPage();
  await context.setOffline(false);
  await other.goto(`${world.base}/app/`);
  await context.setOffline(true);
  await unlock(other);
  await other.goto(at(door, '/visit'));
  await expect(other.getByText('Chưa bấm Xong')).toBeVisible();
  await touch(other, button(other, 'Xong'));
  await expect(other.getByText('Đã ghi.', { exact: true })).toBeVisible();
  await page.bringToFront();
  await expect(page.getByText('ở cửa sổ khác')).toBeVisible();
  await expect(page).not.toHaveURL(/visit$/);
  await isUnsent(page, 1);
});

test('on a full phone nothing is said to be kept, and there is no need to load the page again', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.newCode('to-2-2'));
  const [door] = await freshDoors(page, world, 1);
  await begin(page, door);
  await touch(page, choice(page, 'Vắng nhà'));
  await expect(page.getByText('Chưa bấm Xong')).toBeVisible();
  await fillDisk(page);
  await touch(page, choice(page, 'Từ chối'));
  await expect(page.getByText(/Máy hết chỗ, chưa giữ được/)).toBeVisible();
  await touch(page, button(page, 'Xong'));
  await expect(page.getByText(/Không ghi được vào máy/)).toBeVisible();
  await page.evaluate(() => (window.isFull = false));
  await touch(page, button(page, 'Xong'));
  await expect(page.getByText('Đã ghi.', { exact: true })).toBeVisible();
  await expect(page.getByText(/Từ chối/).first()).toBeVisible();
});
