use staticnn::prelude::*;

fn main() {
    let _ = network!(3 -> 1; 2 -> 1);
}
