use staticnn::prelude::*;

network! { struct Net< 3 -> hidden: 12 rellu -> 0 >; }

fn main() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut net = Net::init(&mut rng);
    let samples = Samples::from((&[[1.0, 2.0, 3.0]], &[[4.0, 5.0]]));
    let mut gradient = Gradient::<Net>::new();
    let loss: f32 = net.gradient(&samples, &Mse, &mut gradient);
    Adam::new(0.1).step(&mut net, &gradient);
    let _ = Trainer::new(Mse, Sgd::new(0.1)).epochs(3).fit(&mut net, &samples, &mut rng);
    let [y, z] = net.predict(&[1.0, 2.0, 3.0]);
    println!("{loss} {y} {z} {} {}", net.hidden.weight[2][11], Net::PARAMETERS);
}
