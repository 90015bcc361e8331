use staticnn::prelude::*;

fn main() {
    let _ = network!(#[derive(Clone)] 3 -> 12 relu -> 1);
}
