//! Checks a photo: it must be a square JPEG of at most 1600 px that contains nothing but the
//! picture.
mod answer;
mod sweep;

pub use answer::{PhotoQuery, answer, complete};
pub use sweep::sweep;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder};
use std::io::Cursor;

/// Side of the largest picture, in pixels. The phone shrinks photos to this.
pub const SIDE_LIMIT_PX: u32 = 1600;
/// Side of the small version for lists, in pixels.
pub const SMALL_SIDE_PX: u32 = 400;
/// JPEG quality out of 100. A small picture takes about 20 kB.
const SMALL_QUALITY: u8 = 72;

/// What is wrong with a file that was sent as a photo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    NotJpeg,
    NotSquare,
    /// It contains more than the picture: EXIF, a position, a comment.
    TellsMore,
}

/// A photo as it is stored.
#[derive(Debug)]
pub struct Looked {
    /// The picture as it came, without any segment that a decoder does not need.
    pub whole: Vec<u8>,
    /// The small version for lists.
    pub small: Vec<u8>,
}

/// Checks a file and returns what is stored of it.
///
/// # Errors
/// What is wrong with the file.
pub fn check(jpeg: &[u8]) -> Result<Looked, Fault> {
    let whole = only_the_picture(jpeg)?;
    let decoder = JpegDecoder::new(Cursor::new(&whole)).map_err(|_| Fault::NotJpeg)?;
    // Checked before decoding, because a small file may claim to be enormous.
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

/// A picture as a JPEG that contains nothing else.
pub fn write(picture: &DynamicImage, quality: u8) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, quality);
    picture.to_rgb8().write_with_encoder(encoder).ok()?;
    Some(jpeg)
}

/// A JFIF segment without a thumbnail, the same for all photos; some readers require one.
const JFIF: &[u8] = b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0";
/// How many bytes of Adobe's segment describe the colours. Anything behind them is something else.
const ADOBE_BYTES: usize = 12;

/// Copies the segments that a decoder needs: tables, frame, scans and colours. Others may reveal
/// the phone, the person or the place. Segments known to do so are refused, so that a phone which
/// did not remove them is noticed; all others are dropped.
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
            // Bytes behind the end do not belong to the picture.
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
            // Frames as they are written today, their tables, restarts.
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

/// The place of the next marker. Inside image data, FF is followed by 00 or by a restart marker.
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

    /// A picture with an extra segment behind its first two bytes.
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
    fn a_file_that_reveals_more_than_the_picture_is_refused() {
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
    fn segments_that_a_decoder_does_not_need_are_dropped() {
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
        // Words between two segments.
        let mut between = picture(8, 8);
        between.splice(2..2, WORDS.iter().copied());
        files.push(between);
        for file in files {
            assert_eq!(check(&file).unwrap().whole, plain);
        }
        // Adobe's colour bytes are needed; what follows them is not.
        let adobe = with(b"Adobe\0d\0\0\0\0\x01", 0xEE);
        let whole = check(&adobe).unwrap().whole;
        assert!(!whole.windows(5).any(|it| it == &WORDS[..5]));
        assert!(whole.windows(5).any(|it| it == b"Adobe"));
    }

    #[test]
    fn a_picture_without_them_looks_the_same() {
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
