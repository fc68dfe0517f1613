//! A product's photo as it must be: a square JPEG of at most 1600 px that tells nothing but the
//! picture.
mod answer;
mod sweep;

pub use answer::{Asked, answer, complete};
pub use sweep::sweep;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder};
use std::io::Cursor;

/// The phone shrinks to this.
pub const SIDE_LIMIT_PX: u32 = 1600;
/// The version for lists.
pub const SMALL_SIDE_PX: u32 = 400;
/// Of 100: a small picture of some 20 kB.
const SMALL_QUALITY: u8 = 72;

/// What is wrong with a file that came as a photo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    NotJpeg,
    NotSquare,
    /// It carries more than the picture: EXIF, a place, a comment.
    TellsMore,
}

/// A photo as it is kept.
#[derive(Debug)]
pub struct Looked {
    /// The picture as it came, without all that a picture does not need.
    pub whole: Vec<u8>,
    /// For lists.
    pub small: Vec<u8>,
}

/// Looks the file over and gives what is kept of it.
///
/// # Errors
/// What is wrong with it.
pub fn check(jpeg: &[u8]) -> Result<Looked, Fault> {
    let whole = only_the_picture(jpeg)?;
    let decoder = JpegDecoder::new(Cursor::new(&whole)).map_err(|_| Fault::NotJpeg)?;
    // Before it is decoded: a small file may claim to be enormous.
    let (width, height) = decoder.dimensions();
    if width != height || !(1..=SIDE_LIMIT_PX).contains(&width) {
        return Err(Fault::NotSquare);
    }
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| Fault::NotJpeg)?;
    let side = SMALL_SIDE_PX.min(width);
    let small = picture.resize_exact(side, side, FilterType::Triangle);
    let small = write(&small, SMALL_QUALITY).ok_or(Fault::NotJpeg)?;
    Ok(Looked { whole, small })
}

/// A picture as a JPEG that tells nothing else.
pub fn write(picture: &DynamicImage, quality: u8) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, quality);
    picture.to_rgb8().write_with_encoder(encoder).ok()?;
    Some(jpeg)
}

/// JFIF's segment without a thumbnail, the same for all: some readers look for it.
const JFIF: &[u8] = b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0";
/// What Adobe's segment says of the colours; whatever follows says something else.
const ADOBE_BYTES: usize = 12;

/// Tables, frame, scans and how the colours are meant: a decoder needs no other segment, and any
/// other may say something of the phone, the person or the place. Those that are known to are
/// refused, so that a phone which did not take them out is noticed; the rest is left away.
fn only_the_picture(jpeg: &[u8]) -> Result<Vec<u8>, Fault> {
    const PROFILE: &[u8] = b"ICC_PROFILE\0";
    let Some(mut rest) = jpeg.strip_prefix(&[0xFF, 0xD8]) else {
        return Err(Fault::NotJpeg);
    };
    let mut kept = vec![0xFF, 0xD8];
    let mut has_jfif = false;
    loop {
        rest = &rest[next_marker(rest)?..];
        let kind = rest[1];
        rest = &rest[2..];
        if kind == 0xD9 {
            kept.extend([0xFF, kind]);
            // What follows the end is no picture of ours.
            return if rest.is_empty() {
                Ok(kept)
            } else {
                Err(Fault::TellsMore)
            };
        }
        let size = rest
            .first_chunk()
            .map(|it| usize::from(u16::from_be_bytes(*it)));
        let body = size
            .and_then(|size| rest.get(2..size))
            .ok_or(Fault::NotJpeg)?;
        rest = &rest[body.len() + 2..];
        match kind {
            // Frames that are written today, their tables, restarts.
            0xC0..=0xC2 | 0xC4 | 0xDB | 0xDD => keep(&mut kept, kind, body),
            // A scan, and its data up to the next marker.
            0xDA => {
                keep(&mut kept, kind, body);
                let (data, after) = rest.split_at(next_marker(rest)?);
                kept.extend_from_slice(data);
                rest = after;
            }
            0xE0 if body.starts_with(b"JFIF\0") && !has_jfif => {
                keep(&mut kept, kind, JFIF);
                has_jfif = true;
            }
            0xEE if body.starts_with(b"Adobe") => {
                let told = body.first_chunk::<ADOBE_BYTES>().ok_or(Fault::NotJpeg)?;
                keep(&mut kept, kind, told);
            }
            0xE2 if body.starts_with(PROFILE) => {}
            0xE1..=0xED | 0xEF | 0xFE => return Err(Fault::TellsMore),
            _ => {}
        }
    }
}

/// Within the picture's data, FF stands before 00 or a restart.
fn next_marker(rest: &[u8]) -> Result<usize, Fault> {
    let is_marker = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF | 0xD0..=0xD7);
    let at = rest.windows(2).position(is_marker);
    at.ok_or(Fault::NotJpeg)
}

fn keep(kept: &mut Vec<u8>, kind: u8, body: &[u8]) {
    let size = u16::try_from(body.len() + 2).expect("it came with a size of two bytes");
    kept.extend([0xFF, kind]);
    kept.extend(size.to_be_bytes());
    kept.extend_from_slice(body);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(width: u32, height: u32) -> Vec<u8> {
        write(&DynamicImage::new_rgb8(width, height), 80).unwrap()
    }

    /// With a segment behind the first two bytes.
    fn with_segment(kind: u8, body: &[u8]) -> Vec<u8> {
        let mut jpeg = picture(8, 8);
        let size = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        let segment = [&[0xFF, kind], &size[..], body].concat();
        jpeg.splice(2..2, segment);
        jpeg
    }

    #[test]
    fn a_square_picture_has_a_small_version_and_others_are_told_why_not() {
        let looked = check(&picture(1600, 1600)).unwrap();
        let small = JpegDecoder::new(Cursor::new(&looked.small[..])).unwrap();
        assert_eq!(small.dimensions(), (SMALL_SIDE_PX, SMALL_SIDE_PX));
        assert!(check(&picture(8, 8)).is_ok());
        for (file, fault) in [
            (picture(8, 9), Fault::NotSquare),
            (picture(1601, 1601), Fault::NotSquare),
            (b"%PDF-1.7 nothing of a picture".to_vec(), Fault::NotJpeg),
            (Vec::new(), Fault::NotJpeg),
            (picture(8, 8)[..200].to_vec(), Fault::NotJpeg),
        ] {
            assert_eq!(check(&file).unwrap_err(), fault);
        }
    }

    #[test]
    fn whatever_tells_more_than_the_picture_is_refused() {
        for (kind, body) in [
            (0xE1, &b"Exif\0\0MM"[..]),
            (0xE1, b"http://ns.adobe.com/xap/1.0/\0"),
            (0xE2, b"MPF\0"),
            (0xED, b"Photoshop 3.0\0"),
            (0xFE, b"Nghi Son, 19.4, 105.8"),
        ] {
            let fault = check(&with_segment(kind, body)).unwrap_err();
            assert_eq!(fault, Fault::TellsMore);
        }
        let mut trailing = picture(8, 8);
        trailing.extend_from_slice(b"and more");
        assert_eq!(check(&trailing).unwrap_err(), Fault::TellsMore);
    }

    #[test]
    fn what_a_picture_does_not_need_is_left_away() {
        const WORDS: &[u8] = b"Nghi Son, 19.4, 105.8";
        let plain = check(&picture(8, 8)).unwrap().whole;
        let with = |head: &[u8], kind| with_segment(kind, &[head, WORDS].concat());
        let mut files = vec![
            with(b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0", 0xE0),
            with(b"JFXX\0\x10", 0xE0),
            with(b"ICC_PROFILE\0\x01\x01", 0xE2),
            with(b"", 0xEE),
            with(b"", 0xF0),
            with(b"", 0x40),
        ];
        // Between two segments.
        let mut between = picture(8, 8);
        between.splice(2..2, WORDS.iter().copied());
        files.push(between);
        for file in files {
            assert_eq!(check(&file).unwrap().whole, plain);
        }
        // How Adobe means the colours is needed, what it may say behind that is not.
        let adobe = with(b"Adobe\0d\0\0\0\0\x01", 0xEE);
        let whole = check(&adobe).unwrap().whole;
        assert!(!whole.windows(5).any(|it| it == &WORDS[..5]));
        assert!(whole.windows(5).any(|it| it == b"Adobe"));
    }

    #[test]
    fn a_picture_without_the_rest_shows_the_same() {
        let noise = image::RgbImage::from_fn(64, 64, |x, y| {
            image::Rgb([x * 4, y * 4, x ^ y].map(|it| u8::try_from(it & 255).unwrap()))
        });
        let file = write(&DynamicImage::ImageRgb8(noise), 80).unwrap();
        let pixels = |jpeg: &[u8]| {
            let decoder = JpegDecoder::new(Cursor::new(jpeg)).unwrap();
            DynamicImage::from_decoder(decoder).unwrap().to_rgb8()
        };
        let whole = check(&file).unwrap().whole;
        assert!(pixels(&whole) == pixels(&file));
    }
}
