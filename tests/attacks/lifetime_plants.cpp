// SPDX-License-Identifier: MIT
/// By a macro each, what lifetime.py must not find in an object file of the library, and must find
/// here.

#if defined(PLANT_CONSTRUCTOR)
int answer();
static const int planted = answer();
int use_planted() { return planted; }
#elif defined(PLANT_DESTRUCTOR)
struct ends {
  ~ends();
};
static ends planted;
#elif defined(PLANT_LOCAL_STATIC)
int answer();
int use_planted() {
  static const int planted = answer();
  return planted;
}
#elif defined(PLANT_THREAD_LOCAL)
struct ends {
  int value = 0;
  ~ends();
};
int use_planted() {
  thread_local ends planted;
  return planted.value;
}
#elif defined(PLANT_THREAD_LOCAL_CONSTRUCTOR)
int answer();
extern thread_local int planted;
int use_planted() { return planted; }
thread_local int planted = answer();
#elif defined(PLANT_FINI)
void end();
[[gnu::destructor]] static void planted() { end(); }
#elif defined(PLANT_INIT)
void end();
[[gnu::constructor]] static void planted() { end(); }
#endif
