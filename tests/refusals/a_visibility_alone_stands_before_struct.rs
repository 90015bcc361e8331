use staticnn::prelude::network;

network! { hidden struct Net< 3 -> 12 relu -> 1 >; }

fn main() {}
