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

/// Looks the file over and gives its small version.
///
/// # Errors
/// What is wrong with it.
pub fn check(jpeg: &[u8]) -> Result<Vec<u8>, Fault> {
    tells_only_the_picture(jpeg)?;
    let decoder = JpegDecoder::new(Cursor::new(jpeg)).map_err(|_| Fault::NotJpeg)?;
    // Before it is decoded: a small file may claim to be enormous.
    let (width, height) = decoder.dimensions();
    if width != height || !(1..=SIDE_LIMIT_PX).contains(&width) {
        return Err(Fault::NotSquare);
    }
    let picture = DynamicImage::from_decoder(decoder).map_err(|_| Fault::NotJpeg)?;
    let side = SMALL_SIDE_PX.min(width);
    let small = picture.resize_exact(side, side, FilterType::Triangle);
    write(&small, SMALL_QUALITY).ok_or(Fault::NotJpeg)
}

/// A picture as a JPEG that tells nothing else.
pub fn write(picture: &DynamicImage, quality: u8) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, quality);
    picture.to_rgb8().write_with_encoder(encoder).ok()?;
    Some(jpeg)
}

/// Goes through the segments: the picture's own, JFIF, Adobe's colours and a colour profile may
/// stand; EXIF and all others say something of the phone, the person or the place.
fn tells_only_the_picture(jpeg: &[u8]) -> Result<(), Fault> {
    const PROFILE: &[u8] = b"ICC_PROFILE\0";
    let Some(mut rest) = jpeg.strip_prefix(&[0xFF, 0xD8]) else {
        return Err(Fault::NotJpeg);
    };
    loop {
        // Up to the next marker: within the picture's data, FF stands before 00 or a restart.
        let at = rest
            .windows(2)
            .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF | 0xD0..=0xD7));
        let marker = at.ok_or(Fault::NotJpeg)?;
        let kind = rest[marker + 1];
        rest = &rest[marker + 2..];
        if kind == 0xD9 {
            // What follows the end is no picture of ours.
            return if rest.is_empty() {
                Ok(())
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
        let allowed = match kind {
            0xE0 | 0xEE => true,
            0xE2 => body.starts_with(PROFILE),
            0xE1..=0xEF | 0xFE => false,
            _ => true,
        };
        if !allowed {
            return Err(Fault::TellsMore);
        }
        rest = &rest[body.len() + 2..];
    }
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
        let small = check(&picture(1600, 1600)).unwrap();
        let small = JpegDecoder::new(Cursor::new(&small[..])).unwrap();
        assert_eq!(small.dimensions(), (SMALL_SIDE_PX, SMALL_SIDE_PX));
        assert!(check(&picture(8, 8)).is_ok());
        for (file, fault) in [
            (picture(8, 9), Fault::NotSquare),
            (picture(1601, 1601), Fault::NotSquare),
            (b"%PDF-1.7 nothing of a picture".to_vec(), Fault::NotJpeg),
            (Vec::new(), Fault::NotJpeg),
            (picture(8, 8)[..200].to_vec(), Fault::NotJpeg),
        ] {
            assert_eq!(check(&file), Err(fault));
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
            assert_eq!(check(&with_segment(kind, body)), Err(Fault::TellsMore));
        }
        assert!(check(&with_segment(0xE2, b"ICC_PROFILE\0\x01\x01")).is_ok());
        let mut trailing = picture(8, 8);
        trailing.extend_from_slice(b"and more");
        assert_eq!(check(&trailing), Err(Fault::TellsMore));
    }
}
