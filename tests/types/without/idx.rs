//! Without the feature `idx`.

use staticnn::dataset::{Dataset, idx};
use staticnn::prelude::*;

fn images_and_labels_are_read() -> Result<Dataset<[f32; 784], Class<10>>, Box<dyn std::error::Error>> {
    Ok(idx::read("train-images-idx3-ubyte", "train-labels-idx1-ubyte")?)
}

fn images_are_read() -> Result<Vec<[f32; 784]>, Box<dyn std::error::Error>> {
    Ok(idx::images("train-images-idx3-ubyte")?)
}

fn labels_of_bytes_are_read(bytes: &[u8]) -> Result<Vec<Class<10>>, Box<dyn std::error::Error>> {
    Ok(idx::labels_from_bytes(bytes)?)
}

fn main() {}
