//! Without the feature `json`.

use staticnn::prelude::*;

network! { struct Amp< 64x1 -> lstm 20 -> 1 >; }

fn a_file_of_rtneural_is_loaded() -> Result<(), Box<dyn std::error::Error>> {
    Ok(Amp::zeros().load_rtneural("amp.json")?)
}

fn the_content_of_a_file_is_loaded() {
    let loaded = Amp::zeros().load_rtneural_bytes(b"{}");
}

fn main() {}
