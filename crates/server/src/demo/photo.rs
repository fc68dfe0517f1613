//! Photos of the demonstration's products: simple drawn pictures that make the market look alive.
use crate::photo;
use domain::{CommuneId, DeviceId, HouseholdId, Kind, Millis, PhotoId, PhotoOf, Record};
use futures::executor::block_on;
use image::{DynamicImage, Rgb, RgbImage};
use std::collections::BTreeMap;
use store::{Attachment, AttachmentState, Form, Store};

const SIDE_PX: u32 = 800;
const QUALITY: u8 = 80;
/// How many views: the whole product, several of it, a close one.
const VIEWS: usize = 3;

/// In the order of the market's goods: the object, its colour, the wall behind it.
const LOOKS: [(Thing, [u8; 3], [u8; 3]); 8] = [
    (Thing::Bottle, [156, 74, 22], [236, 226, 206]),
    (Thing::Jar, [122, 70, 92], [226, 232, 222]),
    (Thing::Pouch, [238, 214, 190], [178, 206, 204]),
    (Thing::Pouch, [158, 172, 182], [240, 224, 196]),
    (Thing::Bundle, [58, 104, 60], [240, 232, 208]),
    (Thing::Pouch, [224, 124, 74], [214, 228, 232]),
    (Thing::Bundle, [116, 74, 134], [240, 228, 232]),
    (Thing::Coil, [60, 128, 144], [238, 230, 214]),
];

#[derive(Clone, Copy)]
enum Thing {
    Bottle,
    Jar,
    Pouch,
    Bundle,
    Coil,
}

/// Ids of a product's photos. Products earlier in a shop's list have more photos.
pub fn ids(household: &HouseholdId, goods: usize, place: usize) -> Vec<PhotoId> {
    let views = VIEWS.saturating_sub(place).max(1);
    let id = |view| PhotoId::new(format!("anh-{goods}-{view}-{household}"));
    (0..views).filter_map(id).collect()
}

/// Draws every photo that a product names.
pub fn take(store: &Store, commune: &CommuneId, now: Millis) -> anyhow::Result<()> {
    let mut drawn: BTreeMap<(usize, usize), (Vec<u8>, Vec<u8>)> = BTreeMap::new();
    let mut rows = Vec::new();
    for record in store.records(commune, Kind::Household)? {
        let Record::Household(household) = record else {
            continue;
        };
        let products = household.trading.iter().flat_map(|it| it.products.values());
        for id in products.flat_map(|it| &it.photos) {
            let Some(which) = which(id) else { continue };
            let (whole, small) = match drawn.get(&which) {
                Some(known) => known,
                None => drawn.entry(which).or_insert(draw(which)?),
            };
            let photos = store.photos();
            block_on(photos.put(commune, id, Form::Whole, whole.clone()))?;
            block_on(photos.put(commune, id, Form::Small, small.clone()))?;
            rows.push(row(id, &household.id, whole, now));
        }
    }
    let owner = commune.clone();
    let put = store.write_to(commune, move |ledger| {
        let mut rows = rows.into_iter();
        rows.try_for_each(|it| it.put(ledger.transaction(), &owner))
    });
    Ok(put.wait()?)
}

fn which(id: &PhotoId) -> Option<(usize, usize)> {
    let mut parts = id.as_str().strip_prefix("anh-")?.split('-');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn row(id: &PhotoId, household: &HouseholdId, whole: &[u8], now: Millis) -> Attachment {
    Attachment {
        id: id.clone(),
        of: PhotoOf::Household(household.clone()),
        told: AttachmentState {
            device: DeviceId::new("may-mau").expect("a short id"),
            size_bytes: whole.len() as u64,
            sha256: crate::secret::hash(whole),
            received_bytes: whole.len() as u64,
            begun_at: now,
            complete_at: Some(now),
            unnamed_since: None,
        },
    }
}

/// The picture and its small version, checked like a photo from a phone.
fn draw((goods, view): (usize, usize)) -> anyhow::Result<(Vec<u8>, Vec<u8>)> {
    let (thing, colour, wall) = LOOKS[goods % LOOKS.len()];
    // Position and size of each object.
    let stand: &[(f32, f32, f32)] = match view {
        0 => &[(0.0, 0.0, 1.0)],
        1 => &[(-0.24, 0.14, 0.64), (0.24, 0.14, 0.64)],
        _ => &[(0.0, 0.0, 1.7)],
    };
    let picture = RgbImage::from_fn(SIDE_PX, SIDE_PX, |x, y| {
        let unit = |at: u32| at as f32 / SIDE_PX as f32 - 0.5;
        let (x, y) = (unit(x), unit(y));
        let mut seen = behind(wall, x, y);
        for (across, down, size) in stand {
            seen = thing.over(seen, colour, (x - across) / size, (y - down) / size);
        }
        Rgb(seen.map(|it| it.clamp(0.0, 255.0) as u8))
    });
    let whole = photo::write(&DynamicImage::ImageRgb8(picture), QUALITY);
    let whole = whole.ok_or_else(|| anyhow::anyhow!("a picture could not be written"))?;
    let looked = photo::check(&whole).map_err(|fault| anyhow::anyhow!("{fault:?}"))?;
    Ok((looked.whole, looked.small))
}

type Colour = [f32; 3];

/// A wall that gets darker towards its corners, and a wooden table.
fn behind(wall: [u8; 3], x: f32, y: f32) -> Colour {
    let shade = 1.04 - 0.5 * (x * x + y * y);
    let wood = 1.0 + 0.05 * (x * 9.0 + (y * 40.0).sin()).sin();
    let table = [150.0, 112.0, 76.0].map(|it: f32| it * wood);
    let wall = wall.map(|it| f32::from(it) * shade);
    mix(wall, table, cover(0.3 - y))
}

impl Thing {
    /// Draws the object over what is behind it.
    fn over(self, behind: Colour, colour: [u8; 3], x: f32, y: f32) -> Colour {
        let light = 1.0 + 0.28 * (0.35 - (x + 0.12).abs() * 2.2);
        let body = colour.map(|it| f32::from(it) * light);
        let dark = body.map(|it| it * 0.62);
        let paper = [250.0, 244.0, 228.0].map(|it: f32| it * light);
        let line = if (y * 70.0).sin() > 0.55 { dark } else { paper };
        let shadow = (x * x / 0.09 + (y - 0.38) * (y - 0.38) / 0.003).sqrt();
        let seen = mix(
            behind,
            behind.map(|it| it * 0.55),
            (1.0 - shadow).clamp(0.0, 0.8),
        );
        let parts: &[(f32, Colour)] = match self {
            Thing::Bottle => &[
                (slab(x, y + 0.3, 0.045, 0.12, 0.02), body),
                (slab(x, y + 0.4, 0.055, 0.035, 0.012), [190.0, 40.0, 36.0]),
                (slab(x, y - 0.1, 0.13, 0.27, 0.07), body),
                (slab(x, y - 0.13, 0.13, 0.12, 0.004), paper),
                (slab(x, y - 0.13, 0.085, 0.07, 0.004), line),
            ],
            Thing::Jar => &[
                (slab(x, y - 0.12, 0.2, 0.24, 0.06), body),
                (slab(x, y + 0.16, 0.19, 0.045, 0.015), [200.0, 160.0, 60.0]),
                (slab(x, y - 0.12, 0.2, 0.11, 0.004), paper),
                (slab(x, y - 0.12, 0.13, 0.06, 0.004), line),
            ],
            Thing::Pouch => &[
                (
                    slab(x, y - 0.08, 0.24 + 0.02 * (y * 9.0).sin(), 0.29, 0.03),
                    body,
                ),
                (slab(x, y + 0.19, 0.24, 0.02, 0.004), dark),
                (slab(x, y - 0.05, 0.15, 0.1, 0.02), paper),
                (slab(x, y - 0.05, 0.1, 0.055, 0.004), line),
            ],
            Thing::Bundle => &[
                (slab(x, y - 0.26, 0.27, 0.09, 0.04), dark),
                (slab(x, y - 0.09, 0.26, 0.09, 0.04), body),
                (slab(x, y + 0.08, 0.25, 0.09, 0.04), dark),
                (slab(x + 0.08, y - 0.09, 0.012, 0.27, 0.004), paper),
                (slab(x - 0.08, y - 0.09, 0.012, 0.27, 0.004), paper),
            ],
            Thing::Coil => {
                let round = (x * x + (y - 0.1) * (y - 0.1)).sqrt();
                let thread = if (round * 180.0).sin() > 0.0 {
                    body
                } else {
                    dark
                };
                &[((round - 0.19).abs() - 0.09, thread)]
            }
        };
        let lay = |under, (distance, colour): &(f32, Colour)| mix(under, *colour, cover(*distance));
        parts.iter().fold(seen, lay)
    }
}

/// The distance of a point from a rounded rectangle; negative inside.
fn slab(x: f32, y: f32, half_width: f32, half_height: f32, round: f32) -> f32 {
    let (x, y) = (x.abs() - half_width + round, y.abs() - half_height + round);
    let outside = (x.max(0.0).powi(2) + y.max(0.0).powi(2)).sqrt();
    outside + x.max(y).min(0.0) - round
}

/// 1 inside, 0 outside, in between at the edge.
fn cover(distance: f32) -> f32 {
    (0.5 - distance * SIDE_PX as f32 / 2.0).clamp(0.0, 1.0)
}

fn mix(under: Colour, over: Colour, share: f32) -> Colour {
    [0, 1, 2].map(|it| under[it] + (over[it] - under[it]) * share)
}
