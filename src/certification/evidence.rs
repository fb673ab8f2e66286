//! What a file that shows a certificate is, by its content, and how it is kept. Pictures are decoded and written anew: what a
//! camera adds (places, times, serial numbers) does not survive that, nor does anything that hides behind the picture. PDFs
//! are kept as they are, and are only ever served as downloads that may do nothing.
//!
//! Decoding a picture takes time and memory, so it happens on a thread of its own, a few at once: see [`Reader`].

use crate::error::{Error, Result};
use alongside_protocol::limits::{EVIDENCE_BYTES, EVIDENCE_PIXELS};
use alongside_protocol::standing::EvidenceFormat;
use alongside_protocol::{Refusal, RefusalCode};
use image::codecs::{jpeg::JpegEncoder, png::PngEncoder};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use std::sync::LazyLock;
use tokio::sync::Semaphore;

/// Memory that decoding one picture may take, in bytes: the pixels in the widest form that we decode, and some room.
const DECODING_BYTES: u64 = 400 * 1024 * 1024;
/// Pictures that are decoded at the same time in one process.
const AT_ONCE: usize = 2;
/// Good enough to read small print.
const JPEG_QUALITY: u8 = 88;
/// Where the last words of a PDF are looked for, in bytes from its end: programs add a little after them.
const PDF_TAIL: usize = 2_048;

static DECODING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(AT_ONCE));

/// A file as it will be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    pub format: EvidenceFormat,
    pub content: Vec<u8>,
}

/// Reads a file, on a thread that may take its time.
pub async fn read(content: Vec<u8>) -> Result<Evidence> {
    let _turn = DECODING.acquire().await.map_err(Error::fault)?;
    // A decoder that panics has met a file that nobody should keep.
    let read = tokio::task::spawn_blocking(move || kept(content)).await;
    Ok(read.unwrap_or_else(|_| Err(unreadable()))?)
}

fn kept(content: Vec<u8>) -> Result<Evidence, Refusal> {
    if content.len() > EVIDENCE_BYTES {
        return Err(too_big());
    }
    let format = sniff(&content).ok_or_else(unreadable)?;
    let content = match format {
        EvidenceFormat::Pdf => content,
        EvidenceFormat::Png => anew(&content, ImageFormat::Png)?,
        EvidenceFormat::Jpeg => anew(&content, ImageFormat::Jpeg)?,
    };
    Ok(Evidence { format, content })
}

/// By content alone: names and headers say what they like.
fn sniff(content: &[u8]) -> Option<EvidenceFormat> {
    let tail = &content[content.len().saturating_sub(PDF_TAIL)..];
    if content.starts_with(b"%PDF-") && tail.windows(5).any(|window| window == b"%%EOF") {
        return Some(EvidenceFormat::Pdf);
    }
    match content {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(EvidenceFormat::Png),
        [0xff, 0xd8, 0xff, ..] => Some(EvidenceFormat::Jpeg),
        _ => None,
    }
}

fn anew(content: &[u8], format: ImageFormat) -> Result<Vec<u8>, Refusal> {
    let picture = decoded(content, format)?;
    let mut out = Vec::new();
    let written = match format {
        ImageFormat::Png if picture.color().has_alpha() => {
            picture.into_rgba8().write_with_encoder(PngEncoder::new(&mut out))
        }
        ImageFormat::Png => picture.into_rgb8().write_with_encoder(PngEncoder::new(&mut out)),
        _ => picture.into_rgb8().write_with_encoder(JpegEncoder::new_with_quality(&mut out, JPEG_QUALITY)),
    };
    written.map_err(|_| unreadable())?;
    if out.len() > EVIDENCE_BYTES { Err(too_big()) } else { Ok(out) }
}

/// Sizes are looked at before anything is decoded: a small file can hold a huge picture.
fn decoded(content: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let (pixels, side) = EVIDENCE_PIXELS;
    let mut limits = Limits::default();
    limits.max_image_width = u32::try_from(side).ok();
    limits.max_image_height = limits.max_image_width;
    limits.max_alloc = Some(DECODING_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| unreadable())?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > pixels as u64 {
        return Err(unreadable());
    }
    // The camera's word on which side is up goes with the rest of what it says, so the picture is turned now.
    let orientation = decoder.orientation().map_err(|_| unreadable())?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| unreadable())?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn unreadable() -> Refusal {
    let (pixels, side) = EVIDENCE_PIXELS;
    let sentence = format!(
        "This is not a PDF, PNG or JPEG that we can read. Pictures have at most {} million pixels, and {side} on a side.",
        pixels / 1_000_000
    );
    Refusal::new(RefusalCode::FileRefused, sentence).field("file")
}

fn too_big() -> Refusal {
    let sentence =
        format!("A file has at most {} MB. A photograph saved as JPEG is smaller.", EVIDENCE_BYTES / 1024 / 1024);
    Refusal::new(RefusalCode::TooBig, sentence).field("file")
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ExtendedColorType, ImageEncoder, Rgb, RgbImage};

    fn picture(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| Rgb([(x % 251) as u8, (y % 241) as u8, 90]))
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        picture(width, height).write_with_encoder(PngEncoder::new(&mut out)).expect("written");
        out
    }

    fn jpeg(width: u32, height: u32) -> Vec<u8> {
        let mut out = Vec::new();
        picture(width, height).write_with_encoder(JpegEncoder::new_with_quality(&mut out, 90)).expect("written");
        out
    }

    /// An EXIF block that says "turn by 90°" and where the picture was taken, in front of the rest of a JPEG.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
        tiff.extend(*b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
        tiff.extend(*b"\x01\x0f\0\x02\0\0\0\x10\0\0\0\x26");
        tiff.extend(*b"\0\0\0\0");
        tiff.extend(*b"Camera-in-Salem\0");
        let mut block = b"Exif\0\0".to_vec();
        block.extend(tiff);
        let mut out = jpeg[..2].to_vec();
        out.extend([0xff, 0xe1]);
        out.extend(u16::try_from(block.len() + 2).expect("short").to_be_bytes());
        out.extend(block);
        out.extend(&jpeg[2..]);
        out
    }

    fn refused(content: Vec<u8>) -> Option<RefusalCode> {
        kept(content).err().map(|refusal| refusal.code)
    }

    #[test]
    fn a_file_is_what_its_content_says() {
        for (content, format) in [
            (png(8, 8), Some(EvidenceFormat::Png)),
            (jpeg(8, 8), Some(EvidenceFormat::Jpeg)),
            (b"%PDF-1.7\nsome objects\n%%EOF\n".to_vec(), Some(EvidenceFormat::Pdf)),
            (b"%PDF-1.7\nbut cut off".to_vec(), None),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), None),
            (b"<html><script>1</script> %PDF-1.7 %%EOF".to_vec(), None),
            (b"GIF89a\x01\0\x01\0".to_vec(), None),
            (b"RIFF\0\0\0\0WEBPVP8 ".to_vec(), None),
            (b"PK\x03\x04".to_vec(), None),
            (Vec::new(), None),
        ] {
            let shown = String::from_utf8_lossy(&content[..content.len().min(12)]).into_owned();
            assert_eq!(kept(content).ok().map(|kept| kept.format), format, "{shown}");
        }
    }

    #[test]
    fn what_a_camera_adds_is_gone_and_the_picture_stands_upright() {
        let plain = jpeg(40, 20);
        let content = with_exif(&plain);
        assert!(content.windows(6).any(|window| window == b"Camera"));
        let kept = kept(content).expect("a picture").content;
        assert!(!kept.windows(6).any(|window| window == b"Camera"), "the camera's name is still there");
        assert!(!kept.windows(4).any(|window| window == b"Exif"));
        let read = decoded(&kept, ImageFormat::Jpeg).expect("a picture");
        assert_eq!((read.width(), read.height()), (20, 40), "turned as the camera said");
        let mut hidden = png(8, 8);
        hidden.extend(b"<script>behind the picture</script>");
        let kept = super::kept(hidden).expect("a picture").content;
        assert!(!kept.windows(6).any(|window| window == b"script"));
    }

    #[test]
    fn broken_and_swollen_pictures_are_refused() {
        let whole = png(64, 64);
        assert_eq!(refused(whole[..whole.len() / 2].to_vec()), Some(RefusalCode::FileRefused));
        let photo = jpeg(64, 64);
        assert_eq!(refused(photo[..40].to_vec()), Some(RefusalCode::FileRefused));
        // A header that promises more than may be decoded, before anything is.
        let mut swollen = png(8, 8);
        swollen[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
        assert_eq!(refused(swollen), Some(RefusalCode::FileRefused), "10,000 by 10,000");
        // One line of pixels, longer than a side may be.
        let mut line = Vec::new();
        let long = EVIDENCE_PIXELS.1 as u32 + 1;
        let row = vec![0_u8; long as usize];
        PngEncoder::new(&mut line).write_image(&row, long, 1, ExtendedColorType::L8).expect("written");
        assert_eq!(refused(line), Some(RefusalCode::FileRefused));
        assert_eq!(refused(vec![b'x'; EVIDENCE_BYTES + 1]), Some(RefusalCode::TooBig));
    }

    #[tokio::test]
    async fn many_at_once_wait_for_their_turn() {
        let all = (0..6).map(|_| read(jpeg(200, 200)));
        let read = futures_util::future::join_all(all).await;
        assert!(read.into_iter().all(|read| read.is_ok_and(|read| read.format == EvidenceFormat::Jpeg)));
    }
}
