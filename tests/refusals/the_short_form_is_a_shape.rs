use staticnn::prelude::*;

fn main() {
    let _ = network!(3 -> 12 rleu -> 1);
}
