//! Safetensors files: those of the library, and those of PyTorch.
#![no_main]

use libfuzzer_sys::fuzz_target;
use staticnn::files::Loader;
use staticnn::prelude::*;
use staticnn_fuzz::{filled, is_filled};

fuzz_target!(|bytes: &[u8]| {
    let mut net = filled();
    let loads = [
        net.load_safetensors(bytes),
        net.load_pytorch_bytes(bytes),
        Loader::new().finite().load_safetensors(&mut net, bytes),
        Loader::new().finite().load_pytorch_bytes(&mut net, bytes),
    ];
    if loads.iter().all(Result::is_err) {
        assert!(is_filled(&net), "half loaded");
        loads.into_iter().for_each(|load| drop(load.unwrap_err().to_string()));
    }
});
