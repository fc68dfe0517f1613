// Work that a member was told is kept comes back after the restore of an older backup, and with a new code.
import { expect, test } from '@playwright/test';
import {
  PIN, choosePin, enrol, freshDoors, isAccessible, isUnsent, recordVisit, sendNow, signIn, unlock,
} from '../people.mjs';
import { start } from '../world.mjs';

const NEW_PIN = '582036';
let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

/** The number of visits that the office counts this month. A visit counts once, however often it was sent. */
async function visits(office) {
  await office.goto(`${world.base}/van-phong/chuyen-tham`);
  const figure = office.locator('[data-figure="visits"]');
  // On the first of a month there is nothing to sum up yet.
  return (await figure.count()) ? Number((await figure.innerText()).replaceAll('.', '')) : 0;
}

/** Waits until the office counts this many, because a phone may still be sending. */
const areVisits = (office, count) => expect.poll(() => visits(office)).toBe(count);

/** Takes a new code while the app is locked, as when the PIN was forgotten or the link opens a new page. */
async function takeNewCode(page, account) {
  await page.goto('about:blank');
  await page.goto(`${world.base}/app/#code=${world.newCode(account)}`);
  await expect(page.getByText('Việc chưa gửi vẫn còn').or(page.getByLabel('Mã PIN', { exact: true })).first()).toBeVisible();
  await choosePin(page, NEW_PIN);
  await expect(page.getByText('Nhà kế tiếp trên đường')).toBeVisible({ timeout: 60_000 });
}

/** Records two visits and sends one, then restores a backup made before the phone was enrolled. */
async function visitsAndRestore(browser, account, day, how) {
  await world.backup(day);
  // Counted before the restore, after which a phone that the server still knows sends its work by itself.
  const before = await visits(await signIn(browser, world));
  const { context, page } = await enrol(browser, world, world.newCode(account));
  const [sent, unsent] = await freshDoors(page, world, 2);
  await recordVisit(page, world, sent);
  await sendNow(page, world);
  await context.setOffline(true);
  await recordVisit(page, world, unsent);
  await isUnsent(page, 1);
  await world.restore(day, how);
  await context.setOffline(false);
  return { page, before };
}

test('work comes back after the restore of a backup before the last', async ({ browser }) => {
  const { page } = await enrol(browser, world, world.newCode('to-1-2'));
  const [door] = await freshDoors(page, world, 1);
  await world.backup('2026-11-20');
  let office = await signIn(browser, world);
  const before = await visits(office);
  await recordVisit(page, world, door);
  await sendNow(page, world);
  await areVisits(office, before + 1);
  await world.backup('2026-11-21');
  // The phone is told that a backup holds the visit, but keeps it in its journal all the same.
  await sendNow(page, world);
  await world.restore('2026-11-20');
  office = await signIn(browser, world);
  await areVisits(office, before);
  await sendNow(page, world);
  await areVisits(office, before + 1);
});

test('a new code after a restore opens the old book where the office still knew the phone', async ({ browser }) => {
  const { page, before } = await visitsAndRestore(browser, 'to-1-5', '2026-11-19');
  await takeNewCode(page, 'to-1-5');
  await sendNow(page, world);
  await expect(page.getByText(/Máy này cất riêng/)).toBeHidden();
  await areVisits(await signIn(browser, world), before + 2);
});

test('a new code on a server that does not know the phone any more loses nothing', async ({ browser }) => {
  const { page, before } = await visitsAndRestore(browser, 'to-1-3', '2026-11-22', { diskLost: true });
  await takeNewCode(page, 'to-1-3');
  await page.goto(`${world.base}/app/#/sync`);
  await expect(page.getByText(/Máy này cất riêng 2 việc của bạn/)).toBeVisible();
  await isAccessible(page);
  await page.getByLabel('Mã PIN cũ').fill('903517');
  await page.getByRole('button', { name: 'Mở bằng mã PIN cũ' }).click();
  await expect(page.getByText(/Còn thử được 9 lần/)).toBeVisible();
  await page.getByLabel('Mã PIN cũ').fill(PIN);
  await page.getByRole('button', { name: 'Mở bằng mã PIN cũ' }).click();
  await expect(page.getByText(/Máy này cất riêng/)).toBeHidden();
  await expect(page.getByText('Mọi việc đã gửi.')).toBeVisible();
  await areVisits(await signIn(browser, world), before + 2);
});

test('a PIN forgotten between a restore and the first contact after it loses nothing', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.newCode('to-1-4'));
  await sendNow(page, world);
  await world.backup('2026-11-23');
  const [door] = await freshDoors(page, world, 1);
  await recordVisit(page, world, door);
  await sendNow(page, world);
  await context.setOffline(true);
  await page.reload();
  await world.restore('2026-11-23');
  const office = await signIn(browser, world);
  const before = await visits(office);
  await context.setOffline(false);
  await takeNewCode(page, 'to-1-4');
  await sendNow(page, world);
  await areVisits(office, before + 1);
  await page.reload();
  await unlock(page, NEW_PIN);
  await expect(page.getByRole('button', { name: 'Gửi nhận ngay' })).toBeVisible();
});
