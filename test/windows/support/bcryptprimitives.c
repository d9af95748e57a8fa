/* The one function of Windows' bcryptprimitives.dll that sharp and libsql call, for Wine 8, which lacks the library. */
#include <windows.h>

/* RtlGenRandom of advapi32: fills `data` with `size` random bytes. */
BOOLEAN NTAPI SystemFunction036(PVOID data, ULONG size);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) {
  return SystemFunction036(data, (ULONG)size);
}
