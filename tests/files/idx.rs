//! IDX files: images and labels come back, compressed or not, and no damaged file is read as another.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;
use rand::RngExt;
use staticnn::dataset::idx::{self, Refusal};
use staticnn::dataset::{Dataset, idx::Image};
use staticnn::prelude::*;

/// A file with these dimensions and values.
fn file(dimensions: &[u32], values: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, dimensions.len() as u8];
    bytes.extend(dimensions.iter().flat_map(|dimension| dimension.to_be_bytes()));
    bytes.extend(values);
    bytes
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Two images of 2 x 3 pixels.
fn two_images() -> Vec<u8> {
    file(&[2, 2, 3], &[0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6])
}

/// What is said of bytes that are no images of this kind.
fn refused<I: Image + std::fmt::Debug>(bytes: &[u8]) -> String {
    idx::images_from_bytes::<I>(bytes).unwrap_err().to_string()
}

/// A path with these bytes.
fn saved(name: &str, bytes: &[u8]) -> PathBuf {
    let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("idx");
    fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn images_are_read_in_every_form() {
    let plain = two_images();
    for bytes in [&plain, &compressed(&plain)] {
        let flat: Vec<[f64; 6]> = idx::images_from_bytes(bytes).unwrap();
        assert_eq!(flat[0], [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        assert_eq!(flat[1], [1, 2, 3, 4, 5, 6].map(|pixel| f64::from(pixel) / 255.0));
        let rows: Vec<[[[f32; 3]; 2]; 1]> = idx::images_from_bytes(bytes).unwrap();
        assert_eq!(rows[0], [[[0.0, 0.2, 0.4], [0.6, 0.8, 1.0]]]);
    }
    let (first, second) = plain.split_at(20);
    let members = [compressed(first), compressed(second)].concat();
    assert_eq!(idx::images_from_bytes::<[f32; 6]>(&members).unwrap().len(), 2);
}

#[test]
fn the_committed_images_are_whole() {
    let path = |name| format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/data/fashion1000-{}"), name);
    let (images, labels) = (path("images-idx3-ubyte.gz"), path("labels-idx1-ubyte"));
    let data: Dataset<[f32; 784], Class<10>> = idx::read(images, labels).unwrap();
    assert_eq!(data.len(), 1000);
    for label in 0..10 {
        assert_eq!(data.targets().iter().filter(|class| class.index() == label).count(), 100);
    }
    let mean = data.inputs().as_flattened().iter().map(|pixel| f64::from(*pixel)).sum::<f64>() / 784_000.0;
    assert!((0.2..0.4).contains(&mean), "{mean}");
}

#[test]
fn what_does_not_fit_says_both_numbers() {
    let images = two_images();
    assert_eq!(refused::<[f32; 784]>(&images), "its images have 2 x 3 pixels, but 784 are taken");
    assert_eq!(refused::<[[[f32; 2]; 3]; 1]>(&images), "its images have 2 x 3 pixels, but 3 x 2 are taken");
    let labels = file(&[3], &[5, 0, 4]);
    assert_eq!(refused::<[f32; 6]>(&labels), "it has 1 dimension, but images have 3: it is a file of labels");
    assert_eq!(refused::<[f32; 6]>(&file(&[1, 2, 3, 1], &[0; 6])), "it has 4 dimensions, but images have 3");
    let error = idx::labels_from_bytes::<10>(&images).unwrap_err().to_string();
    assert_eq!(error, "it has 3 dimensions, but labels have 1: it is a file of images");
    let error = idx::labels_from_bytes::<5>(&labels).unwrap_err().to_string();
    assert_eq!(error, "label 0 (counted from 0) is 5: 5 classes have the labels 0 to 4");
    assert_eq!(
        refused::<[f32; 6]>(&[0, 0, 13, 3, 0, 0, 0, 1]),
        "its values are f32 (type 13), but unsigned bytes (type 8) are taken"
    );
    assert_eq!(
        refused::<[f32; 6]>(b"\x89PNG\r\n"),
        "it begins with the bytes 89 50 4e 47: an IDX file of bytes begins with 00 00 08"
    );
    assert_eq!(refused::<[f32; 6]>(&file(&[0, 2, 3], &[])), "it has no values: a dimension is 0");
    assert_eq!(refused::<[f32; 6]>(&[]), "it is empty");

    let (images, labels) = (saved("images", &images), saved("labels", &labels));
    let error = idx::read::<[f32; 6], 10>(&images, &labels).unwrap_err().to_string();
    assert!(error.contains("images` has 2 images, but `") && error.contains("labels` has 3 labels: "), "{error}");
    let error = idx::read::<[f32; 6], 10>(&images, &images).unwrap_err().to_string();
    assert!(
        error.ends_with("images` isn't read: it has 3 dimensions, but labels have 1: it is a file of images"),
        "{error}"
    );
}

#[test]
fn a_length_that_is_not_the_headers_is_refused() {
    let images = two_images();
    let longer = [&images[..], &[7]].concat();
    assert_eq!(refused::<[f32; 6]>(&longer), "its header says 12 values, but it has 13");
    assert_eq!(refused::<[f32; 6]>(&compressed(&longer)), "its header says 12 values, but it has more");
    for end in 0..images.len() {
        let sentence = match end {
            0 => "it is empty".to_owned(),
            1..16 => "it ends within its header: it was cut short".to_owned(),
            _ => format!("its header says 12 values, but it has {}: it was cut short", end - 16),
        };
        assert_eq!(refused::<[f32; 6]>(&images[..end]), sentence);
        if end > 0 {
            assert_eq!(refused::<[f32; 6]>(&compressed(&images[..end])), sentence);
        }
    }
    let all = u32::MAX;
    let flat = |dimensions: [u32; 3]| refused::<[f32; 6]>(&file(&dimensions, &[0; 12]));
    assert_eq!(flat([all, 2, 3]), "its header says 25769803770 values, but it has 12: it was cut short");
    assert_eq!(flat([all, all, all]), "its images have 4294967295 x 4294967295 pixels, but 6 are taken");
    let error = idx::labels_from_bytes::<10>(&file(&[all], &[1; 3])).unwrap_err();
    assert_eq!(error, Refusal::Short { expected: all as usize, found: 3 });
}

#[test]
fn damaged_files_are_read_or_refused() {
    let plain = two_images();
    let zipped = compressed(&plain);
    let whole: Vec<[f32; 6]> = idx::images_from_bytes(&plain).unwrap();
    for end in 0..zipped.len() {
        assert!(idx::images_from_bytes::<[f32; 6]>(&zipped[..end]).is_err(), "cut to {end} of {}", zipped.len());
    }
    for at in 0..zipped.len() {
        for bit in 0..8 {
            let mut bytes = zipped.clone();
            bytes[at] ^= 1 << bit;
            // A flipped bit in the name, the time or the system of the header of gzip isn't data.
            if let Ok(images) = idx::images_from_bytes::<[f32; 6]>(&bytes) {
                assert_eq!(images, whole, "bit {bit} of byte {at}");
            }
        }
    }
    let mut rng = ChaCha8Rng::seed_from_u64(42);
    for _ in 0..5_000 {
        let mut bytes = if rng.random() { plain.clone() } else { zipped.clone() };
        for _ in 0..rng.random_range(1..4) {
            let at = rng.random_range(0..bytes.len());
            bytes[at] = rng.random();
        }
        let _ = idx::images_from_bytes::<[f32; 6]>(&bytes);
        let _ = idx::labels_from_bytes::<10>(&bytes);
    }
}
