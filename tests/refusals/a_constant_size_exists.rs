use staticnn::prelude::network;

const HIDDEN: usize = 12;

network! { struct Net< 3 -> HIDEN relu -> 1 >; }

fn main() {}
