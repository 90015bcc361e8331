//! Networks, optimizers, histories and data sets in JSON and in postcard.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde::Serialize;
use serde::de::DeserializeOwned;
use staticnn::class::Names;
use staticnn::dataset::Dataset;
use staticnn::prelude::*;
use staticnn_fuzz::Net;

/// What is read can be written.
fn read<T: Serialize + DeserializeOwned>(bytes: &[u8]) {
    if let Ok(value) = serde_json::from_slice::<T>(bytes) {
        serde_json::to_vec(&value).unwrap();
    }
    if let Ok(value) = postcard::from_bytes::<T>(bytes) {
        postcard::to_allocvec(&value).unwrap();
    }
}

fuzz_target!(|bytes: &[u8]| {
    read::<Net>(bytes);
    read::<Adam<Net>>(bytes);
    read::<ClipNorm<Net, L2<Net, Momentum<Net>>>>(bytes);
    read::<History>(bytes);
    read::<Dataset<[f32; 2], Class<3>>>(bytes);
    read::<Names<2>>(bytes);
});
