//! Checks a picked file before the browser decodes it.
//!
//! A browser draws what there is of a truncated picture and leaves the rest grey, and some phones
//! close a page that decodes too much.

/// Above this size a phone with 2 GB may run out of memory.
pub const FILE_LIMIT_BYTES: usize = 15 * 1024 * 1024;
const POINTS_LIMIT: u64 = 60_000_000;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
    Empty,
    TooLarge,
    NotAPicture,
    /// The end is missing, for example after an interrupted download or copy.
    Cut,
    /// The phone's store is full.
    NoRoom,
}

/// Checks what can be known of a file without decoding it. Unknown kinds pass: the browser judges
/// them.
///
/// # Errors
/// Why it cannot be a photo.
pub fn look(file: &[u8]) -> Result<(), Wrong> {
    match file {
        [] => Err(Wrong::Empty),
        _ if file.len() > FILE_LIMIT_BYTES => Err(Wrong::TooLarge),
        [0xFF, 0xD8, rest @ ..] => jpeg(rest),
        [0x89, b'P', b'N', b'G', ..] => png(file),
        _ if file.starts_with(b"%PDF") => Err(Wrong::NotAPicture),
        _ => Ok(()),
    }
}

/// Walks the segments to the end of the picture. A preview embedded in a segment is skipped.
fn jpeg(mut rest: &[u8]) -> Result<(), Wrong> {
    loop {
        // Inside image data, FF is followed by 00, by another FF or by a restart marker; those end
        // nothing.
        let marker = rest
            .windows(2)
            .position(|pair| pair[0] == 0xFF && !matches!(pair[1], 0x00 | 0xFF | 0xD0..=0xD7));
        let marker = marker.ok_or(Wrong::Cut)?;
        let kind = rest[marker + 1];
        rest = &rest[marker + 2..];
        if kind == 0xD9 {
            return Ok(());
        }
        let size = rest.first_chunk().map(|it| u16::from_be_bytes(*it).into());
        let body = size
            .and_then(|size: usize| rest.get(2..size))
            .ok_or(Wrong::Cut)?;
        // A frame header: depth, height, width.
        if matches!(kind, 0xC0..=0xCF)
            && !matches!(kind, 0xC4 | 0xC8 | 0xCC)
            && let [_, h1, h2, w1, w2, ..] = *body
        {
            let side = |bytes| u64::from(u16::from_be_bytes(bytes));
            within(side([h1, h2]), side([w1, w2]))?;
        }
        rest = &rest[body.len() + 2..];
    }
}

fn png(file: &[u8]) -> Result<(), Wrong> {
    let side = |at: usize| {
        let bytes = file.get(at..)?.first_chunk()?;
        Some(u64::from(u32::from_be_bytes(*bytes)))
    };
    within(side(16).ok_or(Wrong::Cut)?, side(20).ok_or(Wrong::Cut)?)?;
    let ends = file.windows(4).rev().take(1024).any(|it| it == b"IEND");
    if ends { Ok(()) } else { Err(Wrong::Cut) }
}

fn within(height: u64, width: u64) -> Result<(), Wrong> {
    if height.saturating_mul(width) > POINTS_LIMIT {
        return Err(Wrong::TooLarge);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of this size with a preview in a segment, as cameras write it.
    fn photo(height: u16, width: u16) -> Vec<u8> {
        let preview = [0xFF, 0xD8, 0xFF, 0xD9];
        let mut file = vec![0xFF, 0xD8, 0xFF, 0xE1, 0, 6];
        file.extend(preview);
        file.extend([0xFF, 0xC0, 0, 8, 8]);
        file.extend(height.to_be_bytes());
        file.extend(width.to_be_bytes());
        file.extend([
            3, 0xFF, 0xDA, 0, 3, 0, 1, 2, 0xFF, 0x00, 0xFF, 0xD0, 7, 0xFF, 0xD9,
        ]);
        file
    }

    #[test]
    fn a_whole_picture_passes_and_each_other_file_is_told_apart() {
        let whole = photo(3000, 4000);
        let with_film = [&whole[..], b"ftypmp42"].concat();
        let cut = &whole[..whole.len() - 2];
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\x06\0\0\0....";
        let whole_png = [&png[..], b"\0\0\0\0IEND\xAE\x42\x60\x82"].concat();
        let bomb = [&png[..16], &[0, 1, 0, 0, 0, 1, 0, 0], &whole_png[24..]].concat();
        for (file, looks) in [
            (&whole[..], Ok(())),
            (&with_film, Ok(())),
            (&whole_png, Ok(())),
            (b"RIFF....WEBP", Ok(())),
            (b"", Err(Wrong::Empty)),
            (b"%PDF-1.7 named .jpg", Err(Wrong::NotAPicture)),
            (cut, Err(Wrong::Cut)),
            (&whole[..12], Err(Wrong::Cut)),
            (png, Err(Wrong::Cut)),
            (&bomb, Err(Wrong::TooLarge)),
            (&photo(9000, 12000), Err(Wrong::TooLarge)),
            (&vec![0; FILE_LIMIT_BYTES + 1], Err(Wrong::TooLarge)),
        ] {
            assert_eq!(look(file), looks, "{:?}", &file[..file.len().min(30)]);
        }
    }
}
