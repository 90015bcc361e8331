use staticnn::prelude::*;

fn main() {
    let mut net = network!(3 -> 12 rellu -> 2.5);
    net.initialize(&He::normal(), &mut ChaCha8Rng::seed_from_u64(1));
    let [y] = net.predict(&[1.0, 2.0, 3.0]);
    println!("{y} {}", net.layer1.weight[0][0]);
}
