use staticnn::prelude::network;

network!< 3 -> 12 relu -> 1 >;

fn main() {}
